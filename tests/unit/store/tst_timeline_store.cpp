// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/store/store_fixture.h"

#include "core/store/session_store.h"
#include "core/store/timeline_store.h"

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::store;

class TestTimelineStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_store = std::make_unique<StoreFixture>(); }
    void anEventComesBackAsItWasWritten();
    void pagesGoThroughAllOnce_data();
    void pagesGoThroughAllOnce();
    void whatArrivesMeanwhileMovesNoPage();
    void followingGivesWhatArrivesLateToo();
    void pagesUseIndexes();
    void sessionsAreListedNewestFirst();
    void journalsOfTheDesktopAreNobodysSession();
    void anAbandonedSessionEndsAtItsLastEvent();

private:
    /// Three journals whose times interleave and collide.
    void fill();
    std::unique_ptr<StoreFixture> m_store;
};

void TestTimelineStore::fill()
{
    for (int journal = 0; journal < 3; ++journal) {
        auto writer = m_store->journal("j" + std::to_string(journal), 1'000 * journal);
        writer.append(
            lifeCycle("session-start", 100 + journal, startOf("ref" + std::to_string(journal % 2), "d")));
        for (int i = 0; i < 40; ++i)
            writer.append(message(100 + i / 4, "read"));
        QVERIFY(writer.flush().hasValue());
    }
    m_store->ingest();
}

void TestTimelineStore::anEventComesBackAsItWasWritten()
{
    auto event = message(5, "read");
    event.direction = model::Direction::ToClient;
    event.id = "\"x\"";
    event.action = model::Action::Redact;
    event.reason = "secret";
    event.findings = {{"jwt", "/a/~1", SIZE_MAX, 2}, {"email", "", 0, 1}};
    event.bytes = UINT64_MAX;
    event.microseconds = 77;
    event.excerpt = std::string("a\0b", 3);
    event.details = R"({"x":[1]})";
    auto writer = m_store->journal("j");
    writer.append(event);
    QVERIFY(writer.flush().hasValue());
    m_store->ingest();

    const auto rows = TimelineStore(m_store->database()).page(TimelineOrder::NewestFirst, {}, 10).value();

    QCOMPARE(rows.size(), 1U);
    QVERIFY(rows[0].event == event);
    QCOMPARE(rows[0].server, std::string("files"));
}

void TestTimelineStore::pagesGoThroughAllOnce_data()
{
    QTest::addColumn<int>("size");
    QTest::newRow("one") << 1;
    QTest::newRow("seven") << 7;
    QTest::newRow("all") << 1000;
}

void TestTimelineStore::pagesGoThroughAllOnce()
{
    QFETCH(int, size);
    fill();
    TimelineStore timeline(m_store->database());
    std::vector<std::vector<model::EventRow>> readings;
    for (const auto order : {TimelineOrder::NewestFirst, TimelineOrder::OldestFirst}) {
        auto& all = readings.emplace_back();
        std::optional<EventKey> after;
        for (;;) {
            const auto page = timeline.page(order, after, size).value();
            if (page.empty())
                break;
            all.insert(all.end(), page.begin(), page.end());
            after = keyOf(page.back());
        }
    }

    QCOMPARE(readings[0].size(), 123U);
    std::reverse(readings[1].begin(), readings[1].end());
    QVERIFY(readings[0] == readings[1]);
    QVERIFY(std::is_sorted(readings[0].begin(), readings[0].end(),
        [](const model::EventRow& a, const model::EventRow& b) { return a.event.at > b.event.at; }));
    QCOMPARE(timeline.count().value(), 123);
    QCOMPARE(timeline.countOfSession(readings[0][0].sessionId).value(), 41);
    const auto tail =
        timeline.pageOfSession(readings[0][0].sessionId, TimelineOrder::NewestFirst, 3, 10).value();
    QCOMPARE(tail.size(), 3U);
    QCOMPARE(tail[0].event.sequence, 2U);
    const auto rest =
        timeline.pageOfSession(readings[0][0].sessionId, TimelineOrder::OldestFirst, 38, 10).value();
    QCOMPARE(rest.size(), 2U);
    QCOMPARE(rest[0].event.sequence, 39U);
}

void TestTimelineStore::whatArrivesMeanwhileMovesNoPage()
{
    fill();
    TimelineStore timeline(m_store->database());
    const auto first = timeline.page(TimelineOrder::NewestFirst, {}, 50).value();
    const auto second = timeline.page(TimelineOrder::NewestFirst, keyOf(first.back()), 50).value();
    auto writer = m_store->journal("late", 9'000);
    for (int i = 0; i < 20; ++i)
        writer.append(message(10'000 + i));
    QVERIFY(writer.flush().hasValue());
    m_store->ingest();

    QVERIFY(timeline.page(TimelineOrder::NewestFirst, keyOf(first.back()), 50).value() == second);
}

void TestTimelineStore::followingGivesWhatArrivesLateToo()
{
    fill();
    TimelineStore timeline(m_store->database());
    const auto start = timeline.lastArrival().value();
    QVERIFY(timeline.arrivedAfter(start, 10)->rows.empty());
    auto writer = m_store->journal("late", 9'000);
    writer.append(message(1)); // older than all that is known
    writer.append(message(99'999));
    QVERIFY(writer.flush().hasValue());
    m_store->ingest();

    const auto one = timeline.arrivedAfter(start, 1).value();
    const auto two = timeline.arrivedAfter(one.last, 10).value();

    QCOMPARE(one.rows.size(), 1U);
    QCOMPARE(one.rows[0].event.at, 1);
    QCOMPARE(two.rows.size(), 1U);
    QCOMPARE(two.rows[0].event.at, 99'999);
    QVERIFY(timeline.arrivedAfter(two.last, 10)->rows.empty());
}

void TestTimelineStore::pagesUseIndexes()
{
    for (const auto* const sql :
        {"SELECT e.id FROM event e WHERE (e.at, e.session_id, e.sequence) < (1, 2, 3)"
         " ORDER BY e.at DESC, e.session_id DESC, e.sequence DESC LIMIT 5",
            "SELECT e.id FROM event e WHERE e.session_id = 1 AND e.sequence < 3 ORDER BY e.sequence DESC "
            "LIMIT 5",
            "SELECT s.id FROM session s WHERE (s.started_at, s.id) < (1, 2) ORDER BY s.started_at DESC, s.id "
            "DESC"}) {
        auto plan = m_store->database().query("EXPLAIN QUERY PLAN " + std::string(sql));
        while (plan.next().value()) {
            const auto step = plan.text(3);
            QVERIFY2(
                step.find("SEARCH") != std::string::npos && step.find("TEMP B-TREE") == std::string::npos,
                step.c_str());
        }
    }
}

void TestTimelineStore::sessionsAreListedNewestFirst()
{
    fill();
    SessionStore sessions(m_store->database());

    const auto first = sessions.newest({}, {}, 2).value();
    const auto second = sessions.newest({}, SessionKey{first.back().startedAt, first.back().id}, 2).value();

    QCOMPARE(first.size(), 2U);
    QCOMPARE(second.size(), 1U);
    QCOMPARE(first[0].startedAt, 102);
    QCOMPARE(first[0].events, 41U);
    QCOMPARE(first[0].client, std::string("cursor"));
    QCOMPARE(first[0].server, std::string("files"));
    QCOMPARE(first[0].journal, std::string("19700101T000002Z-j2.jsonl"));
    QVERIFY(first[0].isLive);
    QCOMPARE(sessions.count({}).value(), 3);
    QCOMPARE(sessions.count("ref0").value(), 2);
    QCOMPARE(sessions.newest("ref1", {}, 10)->size(), 1U);
    QCOMPARE(sessions.newest("ref1", {}, 10)->front().startedAt, 101);
}

void TestTimelineStore::journalsOfTheDesktopAreNobodysSession()
{
    auto writer = m_store->journal("desktop");
    writer.append(lifeCycle("session-start", 1, R"({"program":"desktop"})"));
    QVERIFY(writer.flush().hasValue());
    m_store->ingest();

    QVERIFY(SessionStore(m_store->database()).newest({}, {}, 10)->empty());
    QVERIFY(!SessionStore(m_store->database()).find(1).value());
    QCOMPARE(SessionStore(m_store->database()).count({}).value(), 0);
    QCOMPARE(TimelineStore(m_store->database()).count().value(), 1);
}

void TestTimelineStore::anAbandonedSessionEndsAtItsLastEvent()
{
    fill();
    SessionStore sessions(m_store->database());
    const auto id = sessions.newest({}, {}, 1)->front().id;

    QVERIFY(sessions.closeAbandoned(id).hasValue());

    QCOMPARE(sessions.find(id).value()->endedAt, 109);
    QVERIFY(!sessions.find(id).value()->isLive);
    QVERIFY(!sessions.find(12345).value());
}

QTEST_APPLESS_MAIN(TestTimelineStore)
#include "tst_timeline_store.moc"
