// SPDX-License-Identifier: Apache-2.0
#include "core/clients/dialect.h"
#include "core/clients/watched_places.h"
#include "tests/support/client_home.h"

#include <QtTest>

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::clients;

class TestProtectionAgain : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDroppedEntryIsPutBackGuarded();
    void undoingAnEntryThatWasPutBackGivesTheBareOne();
    void severalDroppedEntriesComeBackInOneWrite();
    void otherEntriesOfTheClientStayAsTheyAre();
    void aWipedFileGetsItsContainerBack();
    void aFileThatIsGoneIsNotMade();
    void anEntryThatIsThereIsNotPutBackTwice();
    void aTomlEntryComesBackWithItsTables();
    void aYamlEntryComesBackWithItsLines();
    void aYamlEntryComesBackIntoAFileThatLostAllOfThem();
    void whatCannotBePutBackSaysSo();
    void protectingAgainIsRecordedAsSuch();
    void placesHoldFilesThatDoNotExistYet();

private:
    static constexpr auto kFile = ".cursor/mcp.json";
    static constexpr auto kBoth =
        "{\n  \"mcpServers\": {\n    \"notes\": {\n      \"command\": \"npx\",\n"
        "      \"args\": [\"-y\", \"notes\"]\n    },\n    \"files\": { \"command\": \"files\" }\n  }\n}\n";

    static std::vector<EditOutcome> putBack(
        const tests::ClientHome& home, const std::vector<std::string>& refs)
    {
        return applyProtect(planPutBack(home.records, home.options.wrapper, refs), home.records, home.options,
            tests::ClientHome::kNow, "desktop");
    }
    static std::vector<std::string> refsOf(const tests::ClientHome& home)
    {
        return home.records.refs().value();
    }
    static std::vector<std::string> refOf(const tests::ClientHome& home, const std::string& name)
    {
        for (const auto& ref : refsOf(home)) {
            if (home.records.load(ref)->location.name == name)
                return {ref};
        }
        return {};
    }
};

void TestProtectionAgain::aDroppedEntryIsPutBackGuarded()
{
    const tests::ClientHome home;
    home.write(kFile, kBoth);
    home.protect();
    const auto guarded = home.read(kFile);
    home.write(kFile, "{\n  \"mcpServers\": {}\n}\n");

    const auto outcomes = putBack(home, refsOf(home));

    QCOMPARE(outcomes.size(), std::size_t{2});
    QVERIFY(outcomes[0].isDone && outcomes[1].isDone);
    const auto found = home.discover().files;
    QCOMPARE(found.front().entries.size(), std::size_t{2});
    QVERIFY(found.front().entries[0].isOurs && found.front().entries[1].isOurs);
    QVERIFY(home.records.load(refsOf(home).front())->history.back().what == kPutBack);
}

void TestProtectionAgain::undoingAnEntryThatWasPutBackGivesTheBareOne()
{
    const tests::ClientHome home;
    home.write(kFile, kBoth);
    home.protect();
    const auto guarded = home.read(kFile);
    // The client drops one of the two.
    auto without = guarded;
    const auto begin = without.find(",\n    \"files\"");
    without.erase(begin, without.find('}', begin) + 1 - begin);
    home.write(kFile, without);

    putBack(home, refOf(home, "files"));
    QVERIFY(home.read(kFile).find("files") != std::string::npos);
    home.unprotect();

    QCOMPARE(home.read(kFile), std::string(kBoth));
}

void TestProtectionAgain::severalDroppedEntriesComeBackInOneWrite()
{
    const tests::ClientHome home;
    home.write(kFile, kBoth);
    home.protect();
    home.write(kFile, "{}\n");

    const auto plan = planPutBack(home.records, home.options.wrapper, refsOf(home));

    QCOMPARE(plan.files.size(), std::size_t{1});
    QCOMPARE(plan.files.front().entries.size(), std::size_t{2});
    QVERIFY(plan.refused.empty());
    QVERIFY(!plan.files.front().diff.empty());
}

void TestProtectionAgain::otherEntriesOfTheClientStayAsTheyAre()
{
    const tests::ClientHome home;
    home.write(kFile, kBoth);
    home.protect();
    home.write(kFile,
        "{\n  \"theme\": \"dark\",\n  \"mcpServers\": {\n    \"new\": {\"command\": \"new\"}\n  }\n}\n");

    putBack(home, refsOf(home));

    const auto text = home.read(kFile);
    QVERIFY(text.find("\"theme\": \"dark\"") != std::string::npos);
    QVERIFY(text.find("\"new\": {\"command\": \"new\"}") != std::string::npos);
}

void TestProtectionAgain::aWipedFileGetsItsContainerBack()
{
    const tests::ClientHome home;
    home.write(kFile, kBoth);
    home.protect();
    home.write(kFile, "{}\n");

    putBack(home, refsOf(home));
    home.unprotect();

    const auto found = home.discover().files;
    QCOMPARE(found.front().entries.size(), std::size_t{2});
    QVERIFY(!found.front().entries[0].isOurs && !found.front().entries[1].isOurs);
    QVERIFY(home.read(kFile).find("gatehouse") == std::string::npos);
}

void TestProtectionAgain::aFileThatIsGoneIsNotMade()
{
    const tests::ClientHome home;
    home.write(kFile, kBoth);
    home.protect();
    QVERIFY(QFile::remove(QString::fromStdString(home.path(kFile))));

    const auto plan = planPutBack(home.records, home.options.wrapper, refsOf(home));

    QVERIFY(plan.files.empty());
    QCOMPARE(plan.refused.size(), std::size_t{2});
    QVERIFY(plan.refused.front().reason.code == base::ErrorCode::NotFound);
}

void TestProtectionAgain::anEntryThatIsThereIsNotPutBackTwice()
{
    const tests::ClientHome home;
    home.write(kFile, kBoth);
    home.protect();

    const auto plan = planPutBack(home.records, home.options.wrapper, refsOf(home));

    QVERIFY(plan.files.empty());
    QCOMPARE(plan.refused.size(), std::size_t{2});
}

void TestProtectionAgain::aTomlEntryComesBackWithItsTables()
{
    const tests::ClientHome home;
    const std::string before =
        "model = \"o3\"\n\n[mcp_servers.notes]\ncommand = \"npx\" # it\nargs = [\"notes\"]\n\n"
        "[mcp_servers.notes.env]\nTOKEN = \"x\"\n";
    home.write(".codex/config.toml", before);
    home.protect();
    home.write(".codex/config.toml", "model = \"o3\"\n");

    const auto outcomes = putBack(home, refsOf(home));

    QVERIFY2(outcomes.size() == 1 && outcomes.front().isDone,
        outcomes.empty() ? "" : outcomes.front().error.detail.c_str());
    const auto entry = home.discover().files.front().entries.front();
    QVERIFY(entry.isOurs);
    QCOMPARE(entry.environmentNames, std::vector<std::string>{"TOKEN"});
    home.unprotect();
    QCOMPARE(home.read(".codex/config.toml"), before);
}

void TestProtectionAgain::aYamlEntryComesBackWithItsLines()
{
    const tests::ClientHome home;
    const std::string before =
        "extensions:\n  other:\n    enabled: false\n    type: builtin\n  notes:\n    type: stdio\n"
        "    cmd: npx # it\n    args:\n      - notes\n    envs:\n      TOKEN: x\nGOOSE_MODEL: gpt\n";
    home.write(".config/goose/config.yaml", before);
    home.protect();
    home.write(".config/goose/config.yaml",
        "extensions:\n  other:\n    enabled: false\n    type: builtin\nGOOSE_MODEL: gpt\n");

    const auto outcomes = putBack(home, refsOf(home));

    QVERIFY2(outcomes.size() == 1 && outcomes.front().isDone,
        outcomes.empty() ? "" : outcomes.front().error.detail.c_str());
    home.unprotect();
    QCOMPARE(home.read(".config/goose/config.yaml"), before);
}

void TestProtectionAgain::aYamlEntryComesBackIntoAFileThatLostAllOfThem()
{
    const tests::ClientHome home;
    home.write(".config/goose/config.yaml", "extensions:\n  notes:\n    type: stdio\n    cmd: npx\n");
    home.protect();
    home.write(".config/goose/config.yaml", "GOOSE_MODEL: gpt");

    const auto outcomes = putBack(home, refsOf(home));

    QVERIFY2(outcomes.size() == 1 && outcomes.front().isDone,
        outcomes.empty() ? "" : outcomes.front().error.detail.c_str());
    home.unprotect();
    QCOMPARE(home.read(".config/goose/config.yaml"),
        std::string("GOOSE_MODEL: gpt\nextensions:\n  notes:\n    type: stdio\n    cmd: npx\n"));
}

void TestProtectionAgain::whatCannotBePutBackSaysSo()
{
    const tests::ClientHome home;
    home.write(".codex/config.toml", "[mcp_servers]\nnotes = { command = \"npx\", args = [\"notes\"] }\n");
    home.protect();
    home.write(".codex/config.toml", "model = \"o3\"\n");

    const auto plan = planPutBack(home.records, home.options.wrapper, refsOf(home));

    QVERIFY(plan.files.empty());
    QCOMPARE(plan.refused.size(), std::size_t{1});
    QVERIFY(plan.refused.front().reason.code == base::ErrorCode::EntryNotEditable);
    QVERIFY(plan.refused.front().reason.detail.find("by hand") != std::string::npos);
}

void TestProtectionAgain::protectingAgainIsRecordedAsSuch()
{
    const tests::ClientHome home;
    home.write(kFile, kBoth);
    home.protect();
    home.write(kFile, kBoth); // the client writes what it has in memory

    auto plan = home.plan();
    markProtectedAgain(plan, home.records);
    applyProtect(plan, home.records, home.options, tests::ClientHome::kNow + 1, "desktop");

    const auto record = home.records.load(refsOf(home).front()).value();
    // Protected, changed by somebody else, protected again.
    QCOMPARE(record.history.size(), std::size_t{3});
    QCOMPARE(record.history[1].what, std::string("changed-outside"));
    QVERIFY(record.history.back().what == kProtectedAgain && record.history.back().by == "desktop");
    home.unprotect();
    QCOMPARE(home.read(kFile), std::string(kBoth));
}

void TestProtectionAgain::placesHoldFilesThatDoNotExistYet()
{
    const tests::ClientHome home;
    home.write("work/shop/.cursor/mcp.json", kBoth);
    PathContext paths;
    paths.home = home.places.home;

    const auto places = watchedPlaces(home.table, home.discover({home.path("work")}).files, paths);

    const auto holds = [&](const std::string& path) {
        return std::ranges::any_of(
            places, [&](const ClientPlace& place) { return place.path == home.path(path); });
    };
    QVERIFY(holds("work/shop/.cursor/mcp.json")); // found
    QVERIFY(holds(".cursor/mcp.json"));           // not there yet
    QVERIFY(holds("work/shop/.mcp.json"));        // another client's file of the same project
    QVERIFY(std::ranges::none_of(
        places, [](const ClientPlace& place) { return place.path.find('*') != std::string::npos; }));
}

QTEST_GUILESS_MAIN(TestProtectionAgain)
#include "tst_protection_again.moc"
