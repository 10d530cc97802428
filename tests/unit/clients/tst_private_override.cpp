// SPDX-License-Identifier: Apache-2.0
#include "tests/support/client_home.h"
#include "tests/support/git_command.h"

#include <QtTest>

#include <nlohmann/json.hpp>

using namespace gatehouse;
using namespace gatehouse::clients;
using gatehouse::tests::ClientHome;
using gatehouse::tests::git;
using Json = nlohmann::ordered_json;

namespace {

const std::string kState = ".claude.json";
constexpr std::string_view kShared = R"({
  "mcpServers": {
    "files": {
      "command": "npx",
      "args": ["-y", "server@1.0.0"],
      "env": { "K": "v" }
    }
  }
}
)";

/// A HOME in which Claude Code was started and a repository shares its .mcp.json.
class SharedHome : public ClientHome {
public:
    explicit SharedHome(std::string_view state = "{\n  \"numStartups\": 3\n}\n")
    {
        write(kState, state);
        share(kShared);
        if (!git(path("repo"), {QStringLiteral("init"), QStringLiteral("-q")}))
            qFatal("no git");
        track(".mcp.json");
    }

    void share(std::string_view text) const { write("repo/.mcp.json", text); }
    void track(const char* name) const
    {
        if (!git(path("repo"), {QStringLiteral("add"), QString::fromLatin1(name)}))
            qFatal("git add");
    }
    std::vector<std::string> roots() const { return {path("repo")}; }
    /// The project's entry as a look at the machine shows it.
    DiscoveredEntry projectEntry() const
    {
        for (const auto& file : discover(roots()).files) {
            if (file.locationId == "project")
                return file.entries.at(0);
        }
        return {};
    }
    Json localServers() const { return Json::parse(read(kState))["projects"][path("repo")]["mcpServers"]; }
};

bool allDone(const std::vector<EditOutcome>& outcomes)
{
    return !outcomes.empty() && std::all_of(outcomes.begin(), outcomes.end(), [](const EditOutcome& outcome) {
        return outcome.isDone;
    });
}

bool has(const DiscoveredEntry& entry, const std::string& warning)
{
    return std::find(entry.warnings.begin(), entry.warnings.end(), warning) != entry.warnings.end();
}

} // namespace

class TestPrivateOverride : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesAGuardedCopyAndLeavesTheSharedFile();
    void undoingGivesTheSameBytes_data();
    void undoingGivesTheSameBytes();
    void undoingAfterTheClientWroteTakesOutTheCopyAlone();
    void undoingLeavesWhatIsNotOursAnyMore();
    void undoingOneByOneTakesTheMadeObjectsAwayWithTheLast();
    void theSharedEntrysRefMeansItsCopy();
    void twiceIsOnce();
    void aChangedSharedEntryMakesTheCopyOutOfDateAndProtectRenewsIt();
    void anEntryOfTheUsersOwnTakesThePlaceAndIsLeftAlone();
    void consentEditsTheSharedFileItself();
    void refusesWhereTheClientWasNeverStarted();
    void refusesAFileThatIsNotOnTop();
    void editsOfTheSameFileAreOneEdit();
    void aPlaceThatIsNoObjectIsRefused();
};

void TestPrivateOverride::writesAGuardedCopyAndLeavesTheSharedFile()
{
    const SharedHome home;
    QCOMPARE(home.projectEntry().reason, std::string("private-override"));
    const auto plan = home.plan(home.roots());
    QCOMPARE(plan.files.size(), std::size_t{1});
    QCOMPARE(plan.files[0].path, home.path(kState));
    QVERIFY(plan.files[0].diff.find("+") != std::string::npos &&
        plan.files[0].diff.find(home.path("repo")) != std::string::npos);

    const auto outcomes = home.protect(home.roots());

    QVERIFY(allDone(outcomes));
    QCOMPARE(outcomes[0].how, std::string("private-override"));
    QCOMPARE(home.read("repo/.mcp.json"), std::string(kShared));
    const auto copy = home.localServers()["files"];
    QCOMPARE(copy["command"], home.options.wrapper);
    QCOMPARE(copy["args"], Json({"--entry=" + outcomes[0].ref, "npx", "-y", "server@1.0.0"}));
    QCOMPARE(copy["env"], Json({{"K", "v"}}));
    QCOMPARE(Json::parse(home.read(kState))["numStartups"], 3);
    const auto entry = home.projectEntry();
    QCOMPARE(entry.overrideRef, outcomes[0].ref);
    QVERIFY(!has(entry, "override-outdated"));
    const auto record = home.records.load(outcomes[0].ref).value();
    QCOMPARE(record.location.scope, model::EntryScope::Local);
    QCOMPARE(record.overrides->file, home.path("repo/.mcp.json"));
}

void TestPrivateOverride::undoingGivesTheSameBytes_data()
{
    QTest::addColumn<QString>("state");
    const QString folder = QStringLiteral("@"); // stands for the repository
    QTest::newRow("empty") << QStringLiteral("{}");
    QTest::newRow("indented") << QStringLiteral("{\n  \"a\": 1\n}\n");
    QTest::newRow("tabs, CRLF") << QStringLiteral("{\r\n\t\"a\": {\r\n\t\t\"b\": 1\r\n\t}\r\n}");
    QTest::newRow("one line") << QStringLiteral("{\"a\":1}");
    QTest::newRow("spaced line") << QStringLiteral("{ \"a\": 1 }");
    QTest::newRow("projects") << QStringLiteral("{\n  \"projects\": {},\n  \"z\": 1\n}");
    QTest::newRow("other project") << QStringLiteral(
        "{\n  \"projects\": {\n    \"/x\": {\n      \"y\": 1\n    }\n  }\n}");
    QTest::newRow("this project") << QStringLiteral(
        "{\n  \"projects\": {\n    \"@\": {\n      \"y\": 1\n    }\n  }\n}");
    QTest::newRow("no servers") << QStringLiteral("{\"projects\":{\"@\":{\"mcpServers\":{},\"y\":1}}}");
    QTest::newRow("other servers") << QStringLiteral(
        "{\n  \"projects\": {\n    \"@\": {\n      \"mcpServers\": {\n        \"o\": {\n"
        "          \"url\": \"u\"\n        }\n      }\n    }\n  }\n}");
    QTest::newRow("byte order mark") << QStringLiteral("\ufeff{\n  \"a\": 1\n}\n");
}

void TestPrivateOverride::undoingGivesTheSameBytes()
{
    QFETCH(QString, state);
    const SharedHome home;
    state.replace(QLatin1Char('@'), QString::fromStdString(home.path("repo")));
    const auto before = state.toStdString();
    home.write(kState, before);

    QVERIFY(allDone(home.protect(home.roots())));
    const auto guarded = home.read(kState);
    QVERIFY(guarded != before);
    QCOMPARE(guarded.find('\r') != std::string::npos, before.find('\r') != std::string::npos);

    // The spans alone give the same bytes, too: without the copy of the whole file.
    QVERIFY(QDir(QString::fromStdString(home.places.protectionFolder + "/files")).removeRecursively());
    const auto undone = home.unprotect();
    QVERIFY(allDone(undone));
    QCOMPARE(undone[0].how, std::string("byte-for-byte"));
    QCOMPARE(home.read(kState), before);
    QVERIFY(home.projectEntry().overrideRef.empty());
}

void TestPrivateOverride::undoingAfterTheClientWroteTakesOutTheCopyAlone()
{
    const SharedHome home;
    QVERIFY(allDone(home.protect(home.roots())));
    auto json = Json::parse(home.read(kState));
    json["projects"][home.path("repo")]["lastCost"] = 1;
    json["userID"] = "u";
    home.write(kState, json.dump(2));

    const auto undone = home.unprotect();

    QVERIFY(allDone(undone));
    auto expected = json;
    expected["projects"][home.path("repo")].erase("mcpServers"); // it was made for the copy
    QCOMPARE(Json::parse(home.read(kState)), expected);
}

void TestPrivateOverride::undoingLeavesWhatIsNotOursAnyMore()
{
    const SharedHome home;
    QVERIFY(allDone(home.protect(home.roots())));
    auto json = Json::parse(home.read(kState));
    json["projects"][home.path("repo")]["mcpServers"]["files"]["command"] = "other";
    home.write(kState, json.dump(2));

    const auto undone = home.unprotect();

    QCOMPARE(undone.at(0).how, std::string("edited"));
    QCOMPARE(home.read(kState), json.dump(2));
}

void TestPrivateOverride::undoingOneByOneTakesTheMadeObjectsAwayWithTheLast()
{
    const SharedHome home;
    home.share(R"({"mcpServers":{"a":{"command":"a"},"b":{"command":"b"},"c":{"command":"c"}}})");
    const auto before = home.read(kState);

    for (const auto& outcome : home.protect(home.roots())) {
        QVERIFY(outcome.isDone);
        QVERIFY(allDone(home.unprotect({outcome.ref})));
    }

    QCOMPARE(home.read(kState), before);
}

void TestPrivateOverride::theSharedEntrysRefMeansItsCopy()
{
    const SharedHome home;
    const auto before = home.read(kState);
    QVERIFY(allDone(home.protect(home.roots())));
    const auto entry = home.projectEntry();

    QVERIFY(allDone(home.unprotect({entry.ref, entry.overrideRef})));

    QCOMPARE(home.read(kState), before);
    QCOMPARE(planUnprotect(home.records, {entry.ref}).refused.size(), std::size_t{1});
}

void TestPrivateOverride::twiceIsOnce()
{
    const SharedHome home;
    QVERIFY(allDone(home.protect(home.roots())));
    const auto once = home.read(kState);

    const auto plan = home.plan(home.roots());

    QVERIFY(plan.files.empty() && plan.refused.empty());
    QCOMPARE(plan.alreadyProtected.size(), std::size_t{2}); // the shared entry and its copy
    QVERIFY(home.protect(home.roots()).empty());
    QCOMPARE(home.read(kState), once);
}

void TestPrivateOverride::aChangedSharedEntryMakesTheCopyOutOfDateAndProtectRenewsIt()
{
    const SharedHome home;
    const auto before = home.read(kState);
    QVERIFY(allDone(home.protect(home.roots())));
    auto changed = Json::parse(kShared);
    changed["mcpServers"]["files"]["args"][1] = "server@2.0.0";
    home.share(changed.dump(2));
    QVERIFY(has(home.projectEntry(), "override-outdated"));
    QCOMPARE(home.localServers()["files"]["args"][3], "server@1.0.0");

    QVERIFY(allDone(home.protect(home.roots())));

    QCOMPARE(home.localServers()["files"]["args"][3], "server@2.0.0");
    QVERIFY(!has(home.projectEntry(), "override-outdated"));
    QVERIFY(allDone(home.unprotect()));
    QCOMPARE(home.read(kState), before);
}

void TestPrivateOverride::anEntryOfTheUsersOwnTakesThePlaceAndIsLeftAlone()
{
    const SharedHome home;
    Json state;
    state["projects"][home.path("repo")]["mcpServers"]["files"] = {{"command", "own"}};
    home.write(kState, state.dump(2));

    const auto entry = home.projectEntry();
    const auto plan = home.plan(home.roots());

    QCOMPARE(entry.reason, std::string("overridden"));
    QVERIFY(!entry.isGuardable);
    QCOMPARE(plan.refused.size(), std::size_t{1});
    QVERIFY(plan.refused[0].reason.detail.find(kState) != std::string::npos);
    // The one that counts is guarded as any other.
    QCOMPARE(plan.files.size(), std::size_t{1});
    QCOMPARE(plan.files[0].entries.at(0).how, std::string("protect"));
    QVERIFY(allDone(home.protect(home.roots())));
    QCOMPARE(home.projectEntry().reason, std::string("overridden"));
}

void TestPrivateOverride::consentEditsTheSharedFileItself()
{
    SharedHome home;
    home.options.includeTracked = true;

    QVERIFY(allDone(home.protect(home.roots())));

    QVERIFY(home.read("repo/.mcp.json").find(home.options.wrapper) != std::string::npos);
    QVERIFY(home.read(kState).find(home.options.wrapper) == std::string::npos);
}

void TestPrivateOverride::refusesWhereTheClientWasNeverStarted()
{
    const SharedHome home;
    QVERIFY(QFile::remove(QString::fromStdString(home.path(kState))));

    const auto plan = home.plan(home.roots());

    QVERIFY(plan.files.empty());
    QCOMPARE(plan.refused.at(0).reason.code, base::ErrorCode::TrackedByGit);
    QVERIFY(plan.refused[0].reason.detail.find("start Claude Code once") != std::string::npos);
    QCOMPARE(home.projectEntry().reason, std::string("tracked-by-git"));
    QVERIFY(!QFile::exists(QString::fromStdString(home.path(kState))));
}

void TestPrivateOverride::refusesAFileThatIsNotOnTop()
{
    const SharedHome home;
    home.write("repo/sub/.mcp.json", kShared);
    home.track("sub/.mcp.json");

    const auto plan = home.plan({home.path("repo/sub")});

    QVERIFY(plan.files.empty());
    QCOMPARE(plan.refused.at(0).reason.code, base::ErrorCode::TrackedByGit);
    QVERIFY(plan.refused[0].reason.detail.find("top folder") != std::string::npos);
}

void TestPrivateOverride::editsOfTheSameFileAreOneEdit()
{
    const SharedHome home(R"({"mcpServers":{"mine":{"command":"m"}},"projects":{}})");
    const auto before = home.read(kState);

    const auto plan = home.plan(home.roots());
    QCOMPARE(plan.files.size(), std::size_t{1});
    QCOMPARE(plan.files[0].entries.size(), std::size_t{2});
    QVERIFY(allDone(home.protect(home.roots())));

    QVERIFY(home.localServers().contains("files"));
    QCOMPARE(Json::parse(home.read(kState))["mcpServers"]["mine"]["command"], home.options.wrapper);
    QVERIFY(allDone(home.unprotect()));
    QCOMPARE(home.read(kState), before);
}

void TestPrivateOverride::aPlaceThatIsNoObjectIsRefused()
{
    const SharedHome home(R"({"projects":[]})");

    const auto plan = home.plan(home.roots());

    QVERIFY(plan.files.empty());
    QCOMPARE(plan.refused.size(), std::size_t{1});
    QCOMPARE(plan.refused[0].reason.code, base::ErrorCode::EntryNotEditable);
    QVERIFY(plan.refused[0].reason.detail.find("projects") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestPrivateOverride)
#include "tst_private_override.moc"
