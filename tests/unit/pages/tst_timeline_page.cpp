// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/pages/desk.h"

using namespace gatehouse;
using namespace gatehouse::tests;

namespace {

model::EventRow eventOf(quint64 sequence)
{
    model::EventRow row;
    row.sessionId = 1;
    row.server = "files";
    row.event.sequence = sequence;
    row.event.at = static_cast<base::UnixMilliseconds>(sequence) + 1;
    row.event.method = "tools/call";
    row.event.shape = R"({"method":"tools/call","params":{"name":"string"}})";
    row.event.action = model::Action::Block;
    row.event.reason = "duplicate-key";
    row.event.findings = {{"github-token", "/result/content/0/text", 81, 40}};
    row.event.excerpt = R"({"content":[{"text":"KEY=‹github-token›"}]})";
    return row;
}

models::TimelineModel::Fetch eventsOf(quint64 count)
{
    return [count](const service::EventsRequest& request, QObject*,
               const service::Completion<QVector<model::EventRow>>& done) {
        QVector<model::EventRow> rows;
        if (!request.before && !request.after)
            for (quint64 i = 0; i < count; ++i)
                rows << eventOf(i);
        done(rows);
    };
}

/// A session that grows: what is asked for is what there is by then.
models::TimelineModel::Fetch growing(const std::shared_ptr<quint64>& count)
{
    return [count](const service::EventsRequest& request, QObject*,
               const service::Completion<QVector<model::EventRow>>& done) {
        QVector<model::EventRow> rows;
        const auto from = request.after ? request.after->sequence + 1 : 0;
        for (quint64 i = from; i < *count && !request.before; ++i)
            rows << eventOf(i);
        if (!request.after)
            std::reverse(rows.begin(), rows.end()); // the newest first
        done(rows);
    };
}

} // namespace

class TestTimelinePage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void timelineDetailsAreReadable();
    void whatIsNotAsUsualIsToldInItsSentence();
    void scrollingAwayPausesTheTimeline();
    void whatCameBeforeItWasShownDoesNotPauseIt();

private:
    static QTableView* eventsIn(const Desk& desk)
    {
        for (auto* candidate : desk.window->findChildren<QTableView*>())
            if (candidate->model() == &desk.timeline)
                return candidate;
        return nullptr;
    }
};

void TestTimelinePage::timelineDetailsAreReadable()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("timeline"));

    desk.timeline.setFetch(eventsOf(3));

    QVERIFY(desk.says(QStringLiteral("\"name\": \"string\"")));
    QVERIFY(desk.says(QStringLiteral("line 3 of its journal")));
    QVERIFY(desk.says(QStringLiteral("duplicate-key")));
    QVERIFY(desk.says(QStringLiteral("A GitHub personal access token")));
    QVERIFY(desk.says(QStringLiteral("github-token in /result/content/0/text, 40 bytes at 81")));
    QVERIFY(desk.says(QStringLiteral("KEY=‹github-token›")));
}

void TestTimelinePage::whatIsNotAsUsualIsToldInItsSentence()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("timeline"));

    desk.timeline.setFetch([](const service::EventsRequest& request, QObject*,
                               const service::Completion<QVector<model::EventRow>>& done) {
        auto row = eventOf(1);
        row.event.reason = "behaviour-order";
        row.event.findings = {{"behaviour-order", "", 0, 212}};
        row.event.details =
            R"({"deviations":[{"rule":"behaviour-order","sentence":"never followed read before",)"
            R"("calls":40,"days":9}]})";
        done(request.before || request.after ? QVector<model::EventRow>() : QVector<model::EventRow>{row});
    });

    QVERIFY(desk.says(QStringLiteral("Never followed read before")));
    // Nothing beside it that says less of the same.
    QVERIFY(!desk.says(QStringLiteral("FINDINGS")));
    QVERIFY(!desk.says(QStringLiteral("behaviour-order in ")));
}

void TestTimelinePage::scrollingAwayPausesTheTimeline()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("timeline"));
    desk.timeline.setFetch(eventsOf(400));
    auto* const table = eventsIn(desk);
    QVERIFY(table != nullptr);
    QVERIFY(!desk.timeline.isPaused());

    QTRY_VERIFY(table->verticalScrollBar()->maximum() > 50);
    table->verticalScrollBar()->setValue(50);
    QVERIFY(desk.timeline.isPaused());
    desk.timeline.onEventsStored(1, 400, 402);
    QVERIFY(desk.says(QStringLiteral("3 new")));
    QTest::mouseClick(desk.button(QStringLiteral("Newest")), Qt::LeftButton);

    QVERIFY(!desk.timeline.isPaused());
}

/// A table scrolls to its current row when it is shown: that of the first event would be far below by then.
void TestTimelinePage::whatCameBeforeItWasShownDoesNotPauseIt()
{
    const auto count = std::make_shared<quint64>(1);
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    desk.timeline.setFetch(growing(count));
    QTRY_COMPARE(desk.timeline.rowCount(), 1);
    *count = 300;
    desk.timeline.onEventsStored(1, 1, 299);
    QTRY_COMPARE(desk.timeline.rowCount(), 300);

    desk.window->showPage(QStringLiteral("timeline"));

    auto* const table = eventsIn(desk);
    QVERIFY(table != nullptr);
    QTRY_VERIFY(table->isVisible() && table->verticalScrollBar()->maximum() > 50);
    QCOMPARE(table->verticalScrollBar()->value(), 0);
    QVERIFY(!desk.timeline.isPaused());
    QVERIFY(desk.says(QStringLiteral("line 300 of its journal"))); // the newest is the one that is shown
}

QTEST_MAIN(TestTimelinePage)
#include "tst_timeline_page.moc"
