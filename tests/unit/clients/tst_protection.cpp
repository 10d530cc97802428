// SPDX-License-Identifier: Apache-2.0
#include "tests/support/client_home.h"

#include "core/clients/entry_reader.h"

#include <QtTest>

#include <nlohmann/json.hpp>

using namespace gatehouse;
using namespace gatehouse::clients;
using gatehouse::tests::ClientHome;

namespace {

const std::string kState = ".claude.json";
constexpr std::string_view kTwo = R"({
  "mcpServers": {
    "one": { "command": "npx", "args": ["-y", "p"], "env": { "K": "v" } },
    "two": { "command": "uvx" }
  }
})";

bool allDone(const std::vector<EditOutcome>& outcomes)
{
    return !outcomes.empty() && std::all_of(outcomes.begin(), outcomes.end(), [](const EditOutcome& outcome) {
        return outcome.isDone;
    });
}

} // namespace

class TestProtection : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesTheRecordBeforeTheFile();
    void protectsOnceHoweverOftenItIsAsked();
    void anEntryThatOnlyNamesTheWrapperIsNotOurs();
    void undoesOneEntryAndLeavesTheOther();
    void keepsLaterEditsWhenItUndoes();
    void saysWhatItFoundWhereNothingIsToBeRestored();
    void undoesFromTheRecordsAlone();
    void asksForConsentForADangerousEnvironment();
    void keepsAFileThatChangedSinceThePlan();
    void keepsTheFileWhereTheJournalRefuses();
    void tellsOfTheRecordsBeforeTheFileAndAgainWhereItFailed();
    void doesNotWriteOverADamagedRecord();
    void refusesAHardLinkAReadOnlyFileAndOneThatOthersWrite();
    void namesRefsThatAreNowhere();
    void patchesTheLastOfRepeatedKeysAndWarns();
    void readsAnEntryForTheWrapper();
    void keepsAHistory();
};

void TestProtection::writesTheRecordBeforeTheFile()
{
    const ClientHome home;
    home.write(kState, kTwo);
    const auto plan = home.plan();
    QCOMPARE(plan.files.size(), std::size_t{1});
    QCOMPARE(plan.files[0].entries.size(), std::size_t{2});

    QVERIFY(allDone(applyProtect(plan, home.records, home.options, ClientHome::kNow, "cli")));

    const auto record = home.records.load(plan.files[0].entries[0].ref).value();
    QVERIFY(record.isActive);
    QCOMPARE(record.originalEntry,
        std::string(R"({ "command": "npx", "args": ["-y", "p"], "env": { "K": "v" } })"));
    QCOMPARE(home.records.copy(record.fileHashBefore).value(), std::string(kTwo));
    QCOMPARE(QFileInfo(QString::fromStdString(home.places.protectionFolder)).permissions() & 0x77,
        QFile::Permissions());
    const auto file = QString::fromStdString(home.places.protectionFolder + "/" + record.ref + ".json");
    QCOMPARE(QFileInfo(file).permissions() & 0x77, QFile::Permissions());
    const auto json = nlohmann::json::parse(home.read(kState));
    QCOMPARE(json["mcpServers"]["two"]["command"], home.options.wrapper);
    QCOMPARE(json["mcpServers"]["two"]["args"],
        nlohmann::json({"--entry=" + plan.files[0].entries[1].ref, "uvx"}));
}

void TestProtection::protectsOnceHoweverOftenItIsAsked()
{
    const ClientHome home;
    home.write(kState, kTwo);
    QVERIFY(allDone(home.protect()));
    const auto once = home.read(kState);

    const auto plan = home.plan();
    QVERIFY(home.protect().empty());

    QCOMPARE(home.read(kState), once);
    QCOMPARE(plan.alreadyProtected.size(), std::size_t{2});
    const auto entry = home.discover().files[0].entries[0];
    QVERIFY(entry.isOurs);
    QCOMPARE(entry.command, (std::vector<std::string>{"npx", "-y", "p"}));
    QVERIFY(allDone(home.unprotect()));
    QCOMPARE(home.read(kState), std::string(kTwo));
}

void TestProtection::anEntryThatOnlyNamesTheWrapperIsNotOurs()
{
    const ClientHome home;
    home.write(kState,
        R"({"mcpServers":{"a":{"command":")" + home.options.wrapper +
            R"(","args":["--entry=0123456789abcdef","x"]}}})");

    const auto entry = home.discover().files[0].entries[0];

    QVERIFY(!entry.isOurs);
    QVERIFY(entry.isGuardable);
    QVERIFY(allDone(home.protect()));
    QVERIFY(home.discover().files[0].entries[0].isOurs);
}

void TestProtection::undoesOneEntryAndLeavesTheOther()
{
    const ClientHome home;
    home.write(kState, kTwo);
    QVERIFY(allDone(home.protect()));
    const auto both = home.discover().files[0];

    QVERIFY(allDone(home.unprotect({both.entries[0].ref})));

    const auto now = home.discover().files[0];
    QVERIFY(!now.entries[0].isOurs);
    QVERIFY(now.entries[1].isOurs);
    QVERIFY(allDone(home.unprotect()));
    QCOMPARE(home.read(kState), std::string(kTwo));
}

void TestProtection::keepsLaterEditsWhenItUndoes()
{
    const ClientHome home;
    home.write(kState, kTwo);
    QVERIFY(allDone(home.protect()));
    auto json = nlohmann::ordered_json::parse(home.read(kState));
    json["mcpServers"]["one"]["args"].push_back("later");
    json["mcpServers"]["three"] = {{"command", "new"}};
    json["userID"] = "u";
    home.write(kState, json.dump(4));

    const auto outcomes = home.unprotect();

    QVERIFY(allDone(outcomes));
    QCOMPARE(outcomes[0].how, std::string("entry"));
    auto expected = nlohmann::ordered_json::parse(kTwo);
    expected["mcpServers"]["one"]["args"].push_back("later");
    expected["mcpServers"]["three"] = {{"command", "new"}};
    expected["userID"] = "u";
    QCOMPARE(home.read(kState), expected.dump(4));
}

void TestProtection::saysWhatItFoundWhereNothingIsToBeRestored()
{
    const ClientHome home;
    home.write(kState, R"({"mcpServers":{"a":{"command":"a"},"b":{"command":"b"},"c":{"command":"c"}}})");
    QVERIFY(allDone(home.protect()));
    const std::string now = R"({"mcpServers":{"a":{"command":"other"},"c":{"command":"c"}}})";
    home.write(kState, now);

    std::map<std::string, std::string> how;
    for (const auto& outcome : home.unprotect())
        how[outcome.location.name] = outcome.how;

    QCOMPARE(how["a"], std::string("edited"));
    QCOMPARE(how["b"], std::string("gone"));
    QCOMPARE(how["c"], std::string("was-original"));
    QCOMPARE(home.read(kState), now);
    QVERIFY(home.unprotect().empty());
}

void TestProtection::undoesFromTheRecordsAlone()
{
    ClientHome home;
    home.write(kState, kTwo);
    QVERIFY(allDone(home.protect()));
    home.table.clear();

    const auto outcomes = home.unprotect();

    QCOMPARE(outcomes.size(), std::size_t{2});
    QCOMPARE(outcomes[0].how, std::string("byte-for-byte"));
    QCOMPARE(home.read(kState), std::string(kTwo));
    QVERIFY(QDir(QString::fromStdString(home.places.protectionFolder + "/files")).isEmpty());
}

void TestProtection::asksForConsentForADangerousEnvironment()
{
    ClientHome home;
    const std::string text =
        R"({"mcpServers":{"a":{"command":"a","env":{"LD_PRELOAD":"x"}},"b":{"command":"b"}}})";
    home.write(kState, text);

    const auto plan = home.plan();

    QCOMPARE(plan.refused.size(), std::size_t{1});
    QCOMPARE(plan.refused[0].reason.code, base::ErrorCode::DangerousEnvironment);
    QCOMPARE(plan.files[0].entries.size(), std::size_t{1});
    home.options.acceptDangerousEnvironment = true;
    QCOMPARE(home.plan().files[0].entries.size(), std::size_t{2});
}

void TestProtection::keepsAFileThatChangedSinceThePlan()
{
    const ClientHome home;
    home.write(kState, kTwo);
    const auto plan = home.plan();
    home.write(kState, "{}");

    const auto outcomes = applyProtect(plan, home.records, home.options, ClientHome::kNow, "cli");

    QVERIFY(!outcomes[0].isDone);
    QCOMPARE(outcomes[0].error.code, base::ErrorCode::Changed);
    QCOMPARE(home.read(kState), std::string("{}"));
    QVERIFY(!home.records.load(outcomes[0].ref)->isActive);
}

void TestProtection::keepsTheFileWhereTheJournalRefuses()
{
    const ClientHome home;
    home.write(kState, kTwo);
    const auto refuse = [](const FileEdit&) {
        return base::Result<void>(base::Error{base::ErrorCode::JournalNotWritable, "full"});
    };

    const auto outcomes =
        applyProtect(home.plan(), home.records, home.options, ClientHome::kNow, "cli", refuse);

    QCOMPARE(outcomes[0].error.code, base::ErrorCode::JournalNotWritable);
    QCOMPARE(home.read(kState), std::string(kTwo));
    QVERIFY(home.records.refs()->empty());
}

void TestProtection::tellsOfTheRecordsBeforeTheFileAndAgainWhereItFailed()
{
    const ClientHome home;
    home.write(kState, kTwo);
    const auto plan = home.plan();
    const auto ref = plan.files[0].entries[0].ref;
    std::vector<bool> active;
    std::vector<std::string> bytes;
    const auto tell = [&]() -> base::Result<void> {
        active.push_back(home.records.load(ref)->isActive);
        bytes.push_back(home.read(kState));
        home.write(kState, "{}"); // somebody else writes: the file is not what was planned for
        return {};
    };

    const auto outcomes = applyProtect(plan, home.records, home.options, ClientHome::kNow, "cli", {}, tell);

    QCOMPARE(outcomes[0].error.code, base::ErrorCode::Changed);
    QCOMPARE(active, (std::vector<bool>{true, false}));
    QCOMPARE(bytes[0], std::string(kTwo));
    QCOMPARE(home.read(kState), std::string("{}"));
}

void TestProtection::doesNotWriteOverADamagedRecord()
{
    const ClientHome home;
    home.write(kState, R"({"mcpServers":{"a":{"command":"a"}}})");
    const auto plan = home.plan();
    const auto name = ".local/share/gatehouse/protection/" + plan.files[0].entries[0].ref + ".json";
    home.write(name, "{\"v\":1");
    QFile::setPermissions(QString::fromStdString(home.places.protectionFolder), QFile::Permissions(0x7000));

    const auto outcomes = applyProtect(plan, home.records, home.options, ClientHome::kNow, "cli");

    QCOMPARE(outcomes[0].error.code, base::ErrorCode::RecordDamaged);
    QVERIFY(outcomes[0].error.detail.find(name) != std::string::npos);
    QCOMPARE(home.read(name), std::string("{\"v\":1"));
}

void TestProtection::refusesAHardLinkAReadOnlyFileAndOneThatOthersWrite()
{
    const ClientHome home;
    const auto path = QString::fromStdString(home.write(kState, kTwo));
    const auto codeNow = [&] { return home.plan().refused.at(0).reason.code; };

    QVERIFY(QFile::setPermissions(path, QFile::ReadOwner));
    QCOMPARE(codeNow(), base::ErrorCode::ReadOnly);
    QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::WriteOther));
    QCOMPARE(codeNow(), base::ErrorCode::UnsafeOwner);
    QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner));
    QCOMPARE(::link(qPrintable(path), home.path("second").c_str()), 0);
    QCOMPARE(codeNow(), base::ErrorCode::EntryNotEditable);
    QVERIFY(home.plan().files.empty());
}

void TestProtection::namesRefsThatAreNowhere()
{
    ClientHome home;
    home.write(kState, kTwo);
    home.options.refs = {"0000000000000000"};

    QCOMPARE(home.plan().refused.at(0).reason.code, base::ErrorCode::EntryNotFound);
    QCOMPARE(planUnprotect(home.records, home.options.refs).refused.at(0).reason.code,
        base::ErrorCode::EntryNotFound);
    QCOMPARE(
        planUnprotect(home.records, {"../../etc"}).refused.at(0).reason.code, base::ErrorCode::EntryNotFound);
}

void TestProtection::patchesTheLastOfRepeatedKeysAndWarns()
{
    const ClientHome home;
    const std::string text = R"({"mcpServers":{"old":{"command":"old"}},
 "mcpServers":{"a":{"command":"1","command":"2"},"a":{"command":"3","args":[]}}})";
    home.write(kState, text);

    const auto outcomes = home.protect();

    QCOMPARE(outcomes.size(), std::size_t{1});
    QCOMPARE(outcomes[0].warnings, std::vector<std::string>{"duplicate-key"});
    const auto now = home.read(kState);
    QVERIFY(now.find(R"({"old":{"command":"old"}})") != std::string::npos);
    QVERIFY(now.find(R"({"command":"1","command":"2"})") != std::string::npos);
    QCOMPARE(nlohmann::json::parse(now)["mcpServers"]["a"]["args"][1], std::string("3"));
    QVERIFY(allDone(home.unprotect()));
    QCOMPARE(home.read(kState), text);
}

void TestProtection::readsAnEntryForTheWrapper()
{
    const ClientHome home;
    home.write(kState, R"({"mcpServers":{"a/b~":{"command":"a","cwd":"/x","env":{"B":"1","A":"2"}}}})");
    auto location = home.discover().files[0].entries[0].location;

    const auto facts = readEntry(location).value();

    QCOMPARE(facts.environmentNames, (std::vector<std::string>{"A", "B"}));
    QVERIFY(facts.setsWorkingFolder);
    QVERIFY(facts.stamp == base::stampOf(location.file).value());
    location.keyPath = "/mcpServers/b";
    QCOMPARE(readEntry(location).error().code, base::ErrorCode::EntryNotFound);
    location.keyPath = "mcpServers";
    QCOMPARE(readEntry(location).error().code, base::ErrorCode::EntryNotFound);
    home.write(kState, "{");
    QCOMPARE(readEntry(location).error().code, base::ErrorCode::FileDoesNotParse);
    location.file += "x";
    QCOMPARE(readEntry(location).error().code, base::ErrorCode::NotFound);
}

void TestProtection::keepsAHistory()
{
    const ClientHome home;
    home.write(kState, R"({"mcpServers":{"a":{"command":"a"}}})");
    const auto ref = home.plan().files[0].entries[0].ref;
    for (int i = 0; i < 2; ++i) {
        QVERIFY(allDone(home.protect()));
        QVERIFY(allDone(home.unprotect()));
    }

    std::vector<std::string> events;
    const auto record = home.records.load(ref).value();
    for (const auto& event : record.history)
        events.push_back(event.what);

    QCOMPARE(events, (std::vector<std::string>{"protected", "byte-for-byte", "protected", "byte-for-byte"}));
}

QTEST_APPLESS_MAIN(TestProtection)
#include "tst_protection.moc"
