// SPDX-License-Identifier: Apache-2.0
#include "core/store/incident_store.h"
#include "core/store/migrations.h"
#include "core/store/session_store.h"
#include "core/store/usage_store.h"
#include "tests/unit/store/store_fixture.h"

using namespace gatehouse;
using namespace gatehouse::store;

namespace {

model::SessionEvent answer(
    base::UnixMilliseconds at, model::Action action, const std::vector<std::string>& rules)
{
    auto event = message(at);
    event.direction = model::Direction::ToClient;
    event.action = action;
    for (const auto& rule : rules)
        event.findings.push_back({rule, "/result", 0, 1});
    return event;
}

} // namespace

class TestIncidentStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aMessageCountsOnceForEachRule();
    void whatClientsSendIsNotTheServers();
    void whatReachesAToolIsItsUse();
    void foldingAgainCountsNothingTwice();
    void sessionsBeforeTheTableAreCounted();
    void daysOfUseAreCounted();
};

void TestIncidentStore::aMessageCountsOnceForEachRule()
{
    StoreFixture store;
    {
        auto journal = store.journal("a");
        journal.append(lifeCycle("session-start", 1, startOf("r", "d")));
        journal.append(answer(2, model::Action::Redact, {"token", "token", "mail"}));
        journal.append(answer(3, model::Action::Flag, {"mail"}));
        journal.append(answer(4, model::Action::Block, {"token"}));
        journal.append(answer(5, model::Action::Pass, {}));
        QVERIFY(journal.flush().hasValue());
    }
    store.ingest();

    const auto all = IncidentStore(store.database()).all().value();

    QCOMPARE(all.size(), std::size_t{1});
    QCOMPARE(all.at("r").size(), std::size_t{2});
    QVERIFY((all.at("r")[0] == RuleIncidents{"mail", 1, 1, 3}));
    QVERIFY((all.at("r")[1] == RuleIncidents{"token", 2, 0, 4}));
}

void TestIncidentStore::whatClientsSendIsNotTheServers()
{
    StoreFixture store;
    {
        auto journal = store.journal("a");
        journal.append(lifeCycle("session-start", 1, startOf("r", "d")));
        auto call = answer(2, model::Action::Ask, {"path"});
        call.direction = model::Direction::ToServer;
        journal.append(call);
        QVERIFY(journal.flush().hasValue());
    }
    store.ingest();

    QVERIFY(IncidentStore(store.database()).all().value().empty());
}

void TestIncidentStore::whatReachesAToolIsItsUse()
{
    const auto call = [](base::UnixMilliseconds at, const char* tool, model::Action action,
                          const std::vector<std::string>& rules) {
        auto event = answer(at, action, rules);
        event.direction = model::Direction::ToServer;
        event.method = "tools/call";
        event.tool = tool;
        return event;
    };
    StoreFixture store;
    for (const std::string name : {"a", "b"}) { // two sessions are one use
        auto journal = store.journal(name);
        journal.append(lifeCycle("session-start", 1, startOf("r", "d")));
        journal.append(call(2, "read", model::Action::Pass, {"command", "command"}));
        journal.append(call(3, "read", model::Action::Flag, {"command", "path"}));
        journal.append(call(4, "read", model::Action::Block, {"command"})); // reached nobody
        journal.append(call(5, "write", model::Action::Ask, {"path"}));     // likewise
        journal.append(answer(6, model::Action::Pass, {"mail"}));           // what came back
        QVERIFY(journal.flush().hasValue());
    }
    store.ingest();

    const auto reached = UsageStore(store.database()).reachedTools().value();

    QVERIFY((reached == UsageStore::ReachedTools{{{"r", "read"}, {{"command", 4}, {"path", 2}}}}));
}

void TestIncidentStore::foldingAgainCountsNothingTwice()
{
    StoreFixture store;
    {
        auto journal = store.journal("a");
        journal.append(lifeCycle("session-start", 1, startOf("r", "d")));
        journal.append(answer(2, model::Action::Block, {"token"}));
        QVERIFY(journal.flush().hasValue());
    }
    store.ingest();
    QVERIFY(store.database().query("UPDATE journal SET next_offset = 0, head = zeroblob(32)").run());
    store.ingest();

    QCOMPARE(IncidentStore(store.database()).all().value().at("r")[0].actedOn, std::uint64_t{1});
}

void TestIncidentStore::sessionsBeforeTheTableAreCounted()
{
    StoreFixture store;
    {
        auto journal = store.journal("a");
        journal.append(lifeCycle("session-start", 1, startOf("r", "d")));
        journal.append(answer(2, model::Action::Redact, {"token", "token"}));
        journal.append(answer(3, model::Action::Flag, {"token"}));
        QVERIFY(journal.flush().hasValue());
    }
    store.ingest();
    const auto before = IncidentStore(store.database()).all().value();
    // As the program before it left the database.
    QVERIFY(store.database().query("DROP TABLE incident").run());

    QVERIFY(applyAgain(store.database(), "0005_incidents.sql"));

    QVERIFY(IncidentStore(store.database()).all().value() == before);
}

void TestIncidentStore::daysOfUseAreCounted()
{
    constexpr base::UnixMilliseconds kDay = 24LL * 60 * 60 * 1000;
    StoreFixture store;
    for (const auto at : {kDay * 10, kDay * 10 + 5, kDay * 12}) {
        auto journal = store.journal("s" + std::to_string(at), at);
        journal.append(lifeCycle("session-start", at, startOf("r", "d")));
        QVERIFY(journal.flush().hasValue());
    }
    store.ingest();

    const auto use = SessionStore(store.database()).use().value();

    QCOMPARE(use.at("r").firstAt, kDay * 10);
    QCOMPARE(use.at("r").sessions, std::uint64_t{3});
    QCOMPARE(use.at("r").days, std::uint64_t{2});
}

QTEST_APPLESS_MAIN(TestIncidentStore)
#include "tst_incident_store.moc"
