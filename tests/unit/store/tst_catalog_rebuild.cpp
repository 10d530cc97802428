// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/store/store_fixture.h"

#include "core/store/catalog_store.h"
#include "core/store/definition_store.h"
#include "core/store/usage_fold.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace gatehouse;
using namespace gatehouse::store;

/// All that the catalog says; rows of the database's own numbering without it.
struct WholeCatalog {
    std::vector<model::ServerRow> servers;
    std::vector<model::DefinitionRow> definitions;
    std::map<DefinitionStore::VersionKey, std::vector<model::DefinitionVersion>> versions;
    std::vector<model::UseRow> uses;
    std::vector<model::FlowRow> flows;
    std::vector<model::AgentRow> agents;

    bool operator==(const WholeCatalog&) const = default;
};

/// The catalog is a fold over journals: the same ones give the same catalog, in whatever order and pieces.
class TestCatalogRebuild : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDatabaseMadeAnewSaysTheSame();
    void whatWasFoldedBeforeTheTablesIsTakenOver();
    void whoUsedWhatIsToldByClientAndName();
    void dataClassesAreToldByDirection();
    void anAgentIsWhoTheClientSaysAndWhatTheMachineSaw();
    void aDesktopsJournalNamesNoServer();
    void readingOneServerReadsNoOther();
    void namesOfEveryKindStayOneName();
};

namespace {

WholeCatalog wholeCatalog(Database& database)
{
    DefinitionStore definitions(database);
    UsageStore usage(database);
    auto agents = AgentStore(database).newest({}, 100).value();
    for (auto& agent : agents)
        agent.sessionId = 0;
    std::ranges::sort(
        agents, {}, [](const model::AgentRow& agent) { return std::pair(agent.startedAt, agent.name); });
    return {CatalogStore(database).servers().value(), definitions.definitions({}, 1'000'000).value(),
        definitions.allVersions().value(), usage.uses({}).value(), usage.flows({}).value(),
        std::move(agents)};
}

std::string listed(
    const std::string& definitions, base::UnixMilliseconds since, const std::string& kind = "tool")
{
    return R"({"kind":")" + kind + R"(","since":)" + std::to_string(since) + R"(,"definitions":[)" +
        definitions + R"(],"omitted":0,"last":true})";
}

std::string saidBy(const std::string& name, const std::string& version)
{
    return R"({"name":")" + name + R"(","version":")" + version + R"(","protocol":"2025-11-25"})";
}

model::SessionEvent withFinding(model::SessionEvent event, const std::string& rule, model::Action action)
{
    event.findings = {{rule, "/params", 1, 2}, {rule, "/params/other", 5, 2}};
    event.action = action;
    return event;
}

model::SessionEvent asked(base::UnixMilliseconds at, const std::string& method, const std::string& name)
{
    auto event = message(at, name);
    event.method = method;
    return event;
}

/// One session: `clock` is what its clock says at its beginning; halfway it is set back by an hour.
void writeSession(const StoreFixture& store, const std::string& name, base::UnixMilliseconds clock,
    const std::string& server, const std::string& agent)
{
    constexpr base::UnixMilliseconds kHour = 3'600'000;
    auto journal = store.journal(name, clock);
    journal.append(lifeCycle("session-start", clock, startOf(server, "d" + server)));
    journal.append(lifeCycle("client", clock + 1, saidBy(agent, "1.0")));
    journal.append(lifeCycle("definitions-listed", clock + 2,
        listed(R"({"name":"read","sha256":"a1"},{"name":"send","sha256":"b1"})", clock + 2)));
    journal.append(lifeCycle("definitions-listed", clock + 2,
        listed(R"({"name":"summarise","sha256":"c1"})", clock + 2, "prompt")));
    journal.append(withFinding(message(clock + 3, "read"), "aws-key", model::Action::Redact));
    journal.append(message(clock + 4 - kHour, "read"));
    auto refused = message(clock + 5 - kHour, "send");
    refused.action = model::Action::Block;
    journal.append(refused);
    journal.append(asked(clock + 6 - kHour, "prompts/get", "summarise"));
    journal.append(asked(clock + 7 - kHour, "resources/read", {}));
    auto answer = withFinding(message(clock + 8 - kHour, "read"), "email", model::Action::Flag);
    answer.direction = model::Direction::ToClient;
    journal.append(answer);
    journal.append(lifeCycle("definitions-listed", clock + 9 - kHour,
        listed(R"({"name":"read","sha256":"a2","standing":"suspended","changes":["text"]})",
            clock + 9 - kHour)));
    journal.append(lifeCycle("session-end", clock + 10 - kHour));
    QVERIFY(journal.flush().hasValue());
}

void writeAll(const StoreFixture& store)
{
    writeSession(store, "a", 5'000'000, "r", "Cursor");
    writeSession(store, "b", 5'000'100, "r", "Cursor");
    writeSession(store, "c", 5'000'200, "r", "Claude");
    writeSession(store, "d", 5'000'300, "q", "Cursor");
    // A kill cut off its last line.
    std::ofstream cut(store.journalFolder() + "/" + "d-cut.jsonl", std::ios::binary);
    cut << R"({"v":1,"seq":0,"at":1,"kind":"session-st)";
}

std::vector<std::string> journalsOf(const StoreFixture& store)
{
    return journal::listJournals(store.journalFolder()).value();
}

} // namespace

void TestCatalogRebuild::aDatabaseMadeAnewSaysTheSame()
{
    StoreFixture store;
    writeAll(store);
    store.ingest();
    const auto before = wholeCatalog(store.database());
    QVERIFY(!before.uses.empty() && !before.flows.empty() && !before.versions.empty());

    auto paths = journalsOf(store);
    std::ranges::sort(paths);
    do {
        store.close();
        for (const std::string suffix : {"", "-wal", "-shm"})
            static_cast<void>(std::remove((store.databasePath() + suffix).c_str()));
        QVERIFY(store.open().needsRebuild);
        JournalIngest ingest(store.database());
        // Line by line, in turns, as sessions that run at once.
        for (bool isMore = true; isMore;) {
            isMore = false;
            for (const auto& path : paths) {
                const auto report = ingest.ingestJournal(path, StoreFixture::files(), 1);
                QVERIFY(report.hasValue());
                isMore = isMore || report->events > 0;
            }
        }
        QVERIFY(wholeCatalog(store.database()) == before);
    } while (std::next_permutation(paths.begin(), paths.end()) && paths.front() == journalsOf(store).front());
}

void TestCatalogRebuild::whatWasFoldedBeforeTheTablesIsTakenOver()
{
    StoreFixture store;
    writeAll(store);
    store.ingest();
    auto before = wholeCatalog(store.database());
    auto& database = store.database();
    // As the program before it left the database: one table, of tools alone.
    QVERIFY(
        database
            .execute(
                "CREATE TABLE tool AS SELECT server_ref, name, digest, first_seen, listed_at AS last_seen, 0 "
                "AS calls"
                " FROM definition WHERE kind = 'tool';"
                "DROP TABLE agent; DROP TABLE definition; DROP TABLE definition_version; DROP TABLE listing;"
                "DROP TABLE usage; DROP TABLE flow; DROP INDEX session_live; DROP INDEX event_starts")
            .hasValue());

    for (const std::string table : {"decision", "revocation", "learning"}) {
        for (const std::string what : {"added", "changed", "removed"})
            QVERIFY(database.execute("DROP TRIGGER " + table + "_" + what).hasValue());
    }
    QVERIFY(database.execute("DROP TABLE registry_version").hasValue());

    QVERIFY(applyAgain(database, "0007_catalog.sql"));

    const auto after = wholeCatalog(database);
    std::erase_if(
        before.uses, [](const model::UseRow& use) { return use.kind != "tool"; }); // nobody counted those
    QVERIFY(after.uses == before.uses);
    QVERIFY(after.flows == before.flows);
    QVERIFY(after.agents == before.agents);
    QCOMPARE(after.definitions.size(), 4U);
}

void TestCatalogRebuild::whoUsedWhatIsToldByClientAndName()
{
    StoreFixture store;
    writeAll(store);
    store.ingest();
    UsageStore usage(store.database());

    const auto uses = usage.uses("r").value();

    // Two clients that give themselves one name are one row for each of the entries' clients; here all are of
    // one.
    const auto calls = [&](const std::string& kind, const std::string& name, const std::string& agent) {
        const auto found = std::ranges::find_if(uses,
            [&](const auto& use) { return use.kind == kind && use.name == name && use.agent == agent; });
        return found == uses.end() ? std::uint64_t{0} : found->calls;
    };
    QCOMPARE(calls("tool", "read", "Cursor"), 4U);
    QCOMPARE(calls("tool", "read", "Claude"), 2U);
    QCOMPARE(calls("prompt", "summarise", "Cursor"), 2U);
    QCOMPARE(calls("resource", "", "Claude"), 1U);
    const auto send = std::ranges::find(uses, std::string("send"), &model::UseRow::name);
    QCOMPARE(send->refused, send->calls);
    QCOMPARE(usage.usesOf("cursor")->size(), uses.size() + usage.uses("q")->size());
    QVERIFY(usage.usesOf("nobody")->empty());
}

void TestCatalogRebuild::dataClassesAreToldByDirection()
{
    StoreFixture store;
    writeSession(store, "a", 5'000'000, "r", "Cursor");
    store.ingest();

    const auto flows = UsageStore(store.database()).flows("r").value();

    QCOMPARE(flows.size(), 2U);
    QCOMPARE(flows[0].rule, std::string("email"));
    QCOMPARE(flows[0].direction, model::Direction::ToClient);
    QCOMPARE(flows[0].told, 1U); // one message, though twice in it
    QCOMPARE(flows[0].actedOn, 0U);
    QCOMPARE(flows[1].rule, std::string("aws-key"));
    QCOMPARE(flows[1].name, std::string("read"));
    QCOMPARE(flows[1].direction, model::Direction::ToServer);
    QCOMPARE(flows[1].actedOn, 1U);
}

void TestCatalogRebuild::anAgentIsWhoTheClientSaysAndWhatTheMachineSaw()
{
    StoreFixture store;
    writeSession(store, "a", 5'000'000, "r", "Cursor");
    store.ingest();

    const auto agents = AgentStore(store.database()).newest("r", 10).value();

    QCOMPARE(agents.size(), 1U);
    QCOMPARE(agents[0].client, std::string("cursor"));
    QCOMPARE(agents[0].name, std::string("Cursor"));
    QCOMPARE(agents[0].version, std::string("1.0"));
    QCOMPARE(agents[0].protocol, std::string("2025-11-25"));
    QCOMPARE(agents[0].ancestry.size(), 1U);
    QCOMPARE(agents[0].ancestry[0].pid, 1);
    QCOMPARE(agents[0].ancestry[0].executable, std::string("/x"));
}

void TestCatalogRebuild::aDesktopsJournalNamesNoServer()
{
    StoreFixture store;
    auto journal = store.journal("own");
    journal.append(lifeCycle("session-start", 1, R"({"program":"desktop"})"));
    journal.append(lifeCycle("definitions-listed", 2, listed(R"({"name":"x","sha256":"1"})", 2)));
    journal.append(message(3, "x"));
    QVERIFY(journal.flush().hasValue());

    store.ingest();

    QVERIFY(wholeCatalog(store.database()) == WholeCatalog());
}

void TestCatalogRebuild::readingOneServerReadsNoOther()
{
    StoreFixture store;
    for (const std::string sql :
        {"SELECT * FROM usage WHERE server_ref = 'r' ORDER BY kind, name, client, agent",
            "SELECT * FROM usage WHERE client = 'c' ORDER BY server_ref",
            "SELECT * FROM flow WHERE server_ref = 'r' ORDER BY kind, name, client, agent, direction, rule",
            "SELECT * FROM definition WHERE server_ref = 'r' ORDER BY kind, name",
            "SELECT * FROM definition_version WHERE server_ref = 'r' AND kind = 'tool' AND name = 'n'",
            "SELECT count(*) FROM session WHERE server_ref = 'r' AND ended_at = 0",
            "SELECT 1 FROM event e WHERE e.session_id = 1 AND e.kind = 'server-start'",
            "SELECT * FROM session s JOIN agent a ON a.session_id = s.id WHERE s.server_ref = 'r' ORDER BY "
            "s.started_at DESC, s.id DESC"}) {
        auto plan = store.database().query("EXPLAIN QUERY PLAN " + sql);
        while (*plan.next())
            QVERIFY2(!QByteArray::fromStdString(plan.text(3)).startsWith("SCAN"), plan.text(3).c_str());
    }
}

/// A name of any length and any letters is the same name in lists and in calls.
void TestCatalogRebuild::namesOfEveryKindStayOneName()
{
    StoreFixture store;
    const std::vector<std::string> names{std::string(1 << 20, 'n'),
        "\xE2\x80\xAE"
        "evil",
        "a\xE2\x80\x8B"
        "b",
        "<b>bold</b>", std::string("nul\0end", 7), "ordinary"};
    auto journal = store.journal("a");
    journal.append(lifeCycle("session-start", 1, startOf("r", "d")));
    for (const auto& name : names) {
        nlohmann::json one{{"name", catalogName(name)}, {"sha256", "1"}};
        journal.append(lifeCycle("definitions-listed", 2, listed(one.dump(), 0)));
        journal.append(message(3, name));
    }
    QVERIFY(journal.flush().hasValue());
    store.ingest();

    const auto rows = DefinitionStore(store.database()).definitions("r", 1'000).value();

    for (const auto& row : rows) {
        QCOMPARE(row.calls, 1U);
        QVERIFY(row.state == model::DefinitionState::Listed);
        QVERIFY(row.name.size() <= 512);
    }
    QCOMPARE(rows.size(), names.size());
}

QTEST_APPLESS_MAIN(TestCatalogRebuild)
#include "tst_catalog_rebuild.moc"
