// SPDX-License-Identifier: Apache-2.0
#include "tests/support/processor_time.h"
#include "ui/models/timeline_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace gatehouse;
using models::TimelineModel;
using service::EventKey;

namespace {

EventKey placeOf(const model::EventRow& row)
{
    return {row.event.at, row.sessionId, row.event.sequence};
}

/// Answers pages as the database does, after the event loop has turned once.
class Events {
public:
    void add(std::int64_t session, quint64 sequence, base::UnixMilliseconds at)
    {
        model::EventRow row;
        row.sessionId = session;
        row.server = "files";
        row.event.sequence = sequence;
        row.event.at = at;
        row.event.method = "tools/call";
        const auto place = std::upper_bound(m_rows.begin(), m_rows.end(), row,
            [](const auto& left, const auto& right) { return placeOf(left) < placeOf(right); });
        m_rows.insert(place, row);
    }

    TimelineModel::Fetch fetch()
    {
        return [this](const service::EventsRequest& request, QObject* context,
                   service::Completion<QVector<model::EventRow>> done) {
            ++requests;
            QMetaObject::invokeMethod(
                context, [this, request, done] { done(page(request)); }, Qt::QueuedConnection);
        };
    }

    int requests = 0;
    bool fails = false;

private:
    base::Result<QVector<model::EventRow>> page(const service::EventsRequest& request) const
    {
        if (fails)
            return base::Error{base::ErrorCode::DatabaseFailed, "test"};
        const auto isWanted = [&](const model::EventRow& row) {
            return !request.sessionId || *request.sessionId == row.sessionId;
        };
        QVector<model::EventRow> rows;
        if (request.after) {
            for (const auto& row : m_rows)
                if (isWanted(row) && placeOf(row) > *request.after && rows.size() < request.limit)
                    rows << row;
            return rows;
        }
        auto row = m_rows.rbegin();
        if (request.before) // found by halving, as the database's index finds it
            row = std::make_reverse_iterator(std::lower_bound(m_rows.begin(), m_rows.end(), *request.before,
                [](const auto& left, const auto& place) { return placeOf(left) < place; }));
        for (; row != m_rows.rend() && rows.size() < request.limit; ++row)
            if (isWanted(*row))
                rows << *row;
        std::reverse(rows.begin(), rows.end());
        return rows;
    }

    std::vector<model::EventRow> m_rows;
};

QVector<quint64> sequencesOf(const TimelineModel& model)
{
    QVector<quint64> sequences;
    for (int row = 0; row < model.rowCount(); ++row)
        sequences << model.rowAt(row)->event.sequence;
    return sequences;
}

} // namespace

class TestTimelineModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsPagesNewestFirst();
    void newEventsComeOnTop();
    void pausedCountsAndResumingBrings();
    void eventsOfALateJournalTakeTheirPlace();
    void announcedBeforeTheFirstPageIsNotReadTwice();
    void oneSessionShowsOnlyItsOwn();
    void answerForAnEarlierSessionIsDropped();
    void failureIsToldAndEndsReading();
    void hundredThousandRowsStayQuick();
};

void TestTimelineModel::readsPagesNewestFirst()
{
    Events events;
    for (quint64 i = 0; i < 1000; ++i)
        events.add(1, i, static_cast<base::UnixMilliseconds>(i));
    TimelineModel model;

    model.setFetch(events.fetch());
    QTRY_COMPARE(model.rowCount(), 512);
    // The tester reads on by itself, so it comes only after the first page.
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.fetchMore({});
    QTRY_COMPARE(model.rowCount(), 1000);

    QVERIFY(!model.canFetchMore({}));
    QCOMPARE(model.rowAt(0)->event.sequence, 999U);
    QCOMPARE(model.rowAt(999)->event.sequence, 0U);
}

void TestTimelineModel::newEventsComeOnTop()
{
    Events events;
    events.add(1, 0, 10);
    TimelineModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFetch(events.fetch());
    QTRY_COMPARE(model.rowCount(), 1);

    events.add(1, 1, 11);
    events.add(1, 2, 12);
    model.onEventsStored(1, 1, 1);
    model.onEventsStored(1, 2, 2);

    QTRY_COMPARE(sequencesOf(model), (QVector<quint64>{2, 1, 0}));
    QCOMPARE(events.requests, 2);
}

void TestTimelineModel::pausedCountsAndResumingBrings()
{
    Events events;
    events.add(1, 0, 10);
    TimelineModel model;
    model.setFetch(events.fetch());
    QTRY_COMPARE(model.rowCount(), 1);
    model.setPaused(true);
    QSignalSpy counted(&model, &TimelineModel::newCountChanged);

    for (quint64 i = 1; i <= 5; ++i)
        events.add(1, i, 20);
    model.onEventsStored(1, 1, 3);
    model.onEventsStored(1, 4, 5);
    QTest::qWait(80);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.newCount(), 5U);
    QCOMPARE(counted.count(), 2);

    model.setPaused(false);
    QTRY_COMPARE(model.rowCount(), 6);
    QTRY_COMPARE(model.newCount(), 0U);
}

void TestTimelineModel::eventsOfALateJournalTakeTheirPlace()
{
    Events events;
    events.add(1, 0, 10);
    events.add(1, 1, 30);
    TimelineModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFetch(events.fetch());
    QTRY_COMPARE(model.rowCount(), 2);

    events.add(2, 100, 20);
    events.add(2, 101, 40);
    model.onEventsStored(2, 100, 101);

    QTRY_COMPARE(sequencesOf(model), (QVector<quint64>{101, 1, 100, 0}));
}

void TestTimelineModel::announcedBeforeTheFirstPageIsNotReadTwice()
{
    Events events;
    for (quint64 i = 0; i < 3; ++i)
        events.add(1, i, static_cast<base::UnixMilliseconds>(i));
    TimelineModel model;
    model.setFetch(events.fetch());
    model.onEventsStored(1, 0, 2);

    QTRY_VERIFY(model.rowCount() > 0);
    QTest::qWait(100);

    QCOMPARE(sequencesOf(model), (QVector<quint64>{2, 1, 0}));
}

void TestTimelineModel::oneSessionShowsOnlyItsOwn()
{
    Events events;
    events.add(1, 0, 10);
    events.add(2, 7, 11);
    TimelineModel model;
    model.setFetch(events.fetch());
    QTRY_COMPARE(model.rowCount(), 2);

    model.setSession(2);
    QTRY_COMPARE(sequencesOf(model), (QVector<quint64>{7}));
    events.add(1, 1, 12);
    model.onEventsStored(1, 1, 1);
    QTest::qWait(80);

    QCOMPARE(sequencesOf(model), (QVector<quint64>{7}));
}

void TestTimelineModel::answerForAnEarlierSessionIsDropped()
{
    Events events;
    events.add(1, 0, 10);
    events.add(2, 7, 11);
    TimelineModel model;
    model.setFetch(events.fetch());

    model.setSession(2);
    model.setSession(1);

    QTRY_COMPARE(sequencesOf(model), (QVector<quint64>{0}));
    QTest::qWait(20);
    QCOMPARE(sequencesOf(model), (QVector<quint64>{0}));
}

void TestTimelineModel::failureIsToldAndEndsReading()
{
    Events events;
    events.fails = true;
    TimelineModel model;
    QSignalSpy failed(&model, &TimelineModel::failed);

    model.setFetch(events.fetch());

    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(!model.canFetchMore({}));
}

void TestTimelineModel::hundredThousandRowsStayQuick()
{
    constexpr quint64 kRows = 100'000;
    Events events;
    for (quint64 i = 0; i < kRows; ++i)
        events.add(1, i, static_cast<base::UnixMilliseconds>(i));
    TimelineModel model;
    model.setFetch(events.fetch());
    double slowest = 0;

    while (model.rowCount() < static_cast<int>(kRows)) {
        const tests::ProcessorTime time;
        model.fetchMore({});
        QCoreApplication::processEvents();
        slowest =
            std::max(slowest, time.milliseconds()); // a page deep down may cost no more than one near the top
    }
    const tests::ProcessorTime time;
    events.add(1, kRows, kRows);
    model.onEventsStored(1, kRows, kRows);
    QTRY_COMPARE(model.rowAt(0)->event.sequence, kRows);

    QVERIFY2(slowest < 250, qPrintable(QString::number(slowest)));
    QVERIFY2(time.milliseconds() < 1000, qPrintable(QString::number(time.milliseconds())));
}

QTEST_GUILESS_MAIN(TestTimelineModel)
#include "tst_timeline_model.moc"
