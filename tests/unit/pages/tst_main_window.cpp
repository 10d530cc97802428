// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/pages/desk.h"

using namespace gatehouse;
using namespace gatehouse::tests;

class TestMainWindow : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyPageHasATitleAndOpensByItsId();
    void emptyPagesSayWhatTheyAreFor();
    void everyControlHasAnAccessibleName();
    void theUndoBarTakesBackByKey();
    void theUndoBarGoesByItself();
};

void TestMainWindow::everyPageHasATitleAndOpensByItsId()
{
    const Desk desk;
    for (const auto* id : {"review", "catalog", "timeline", "protect"}) {
        desk.window->showPage(QString::fromUtf8(id));
        QCOMPARE(desk.window->currentPage(), QString::fromUtf8(id));
    }

    desk.window->showPage(QStringLiteral("no-such-page"));
    QCOMPARE(desk.window->currentPage(), QStringLiteral("protect"));
}

void TestMainWindow::emptyPagesSayWhatTheyAreFor()
{
    const Desk desk;
    desk.window->showPage(QStringLiteral("review"));
    QVERIFY(desk.says(QStringLiteral("Nothing to review")));
    desk.window->showPage(QStringLiteral("catalog"));
    QVERIFY(desk.says(QStringLiteral("No servers found")));
    desk.window->showPage(QStringLiteral("timeline"));
    QVERIFY(desk.says(QStringLiteral("No events yet")));
    desk.window->showPage(QStringLiteral("protect"));
    QVERIFY(desk.says(QStringLiteral("No AI clients found")));
}

void TestMainWindow::everyControlHasAnAccessibleName()
{
    const Desk desk;
    for (const auto* id : {"review", "catalog", "timeline", "protect"})
        desk.window->showPage(QString::fromUtf8(id));

    for (const auto* view : desk.window->findChildren<QAbstractItemView*>())
        if (view->objectName() != QStringLiteral("qt_scrollarea_viewport") && !view->inherits("QHeaderView"))
            QVERIFY2(!view->accessibleName().isEmpty(), view->metaObject()->className());
    for (const auto* button : desk.window->findChildren<QPushButton*>())
        QVERIFY(!button->text().isEmpty() || !button->accessibleName().isEmpty());
}

void TestMainWindow::theUndoBarTakesBackByKey()
{
    const Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    auto& bar = desk.window->undoBar();
    QSignalSpy wanted(&bar, &widgets::UndoBar::undoRequested);
    QVERIFY(!bar.isVisible());
    bar.offer(QStringLiteral("first"), QStringLiteral("“a” is denied."), 10000);
    bar.offer(QStringLiteral("second"), QStringLiteral("“b” is denied."), 10000);
    QVERIFY(bar.isVisible());
    QVERIFY(QTest::qWaitForWindowActive(desk.window.get()));
    const auto* button = bar.findChild<QPushButton*>();
    QCOMPARE(button->accessibleName(), QStringLiteral("Undo: “b” is denied."));
    QVERIFY(button->focusPolicy() & Qt::TabFocus);

    QTest::keyClick(desk.window.get(), Qt::Key_Z, Qt::ControlModifier);
    QTest::keyClick(desk.window.get(), Qt::Key_Z, Qt::ControlModifier);

    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted.at(0).at(0).toString(), QStringLiteral("second"));
    QVERIFY(!bar.isVisible());
}

void TestMainWindow::theUndoBarGoesByItself()
{
    const Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    auto& bar = desk.window->undoBar();
    QSignalSpy wanted(&bar, &widgets::UndoBar::undoRequested);

    bar.offer(QStringLiteral("first"), QStringLiteral("“a” is denied."), 30);

    QTRY_VERIFY(!bar.isVisible());
    bar.undo();
    QCOMPARE(wanted.count(), 0);
}

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
