// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/approvals/card_desk.h"

#include <QAccessible>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextEdit>

using namespace gatehouse;
using namespace gatehouse::test;
using approvals::CardWindow;
using model::AnsweredBy;
using model::Choice;
using widgets::kDeadMilliseconds;

class TestCardWindow : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void appearsForAWaitingLaunchOnly();
    void initialFocusIsOnTheText();
    void enterAndSpaceDecideNothing();
    void clickWithinTheDeadTimeDecidesNothing();
    void clickAfterItDecidesByPointer();
    void doubleClickDoesNotAnswerTheNextCard();
    void stepOfTheQueueIsDeadAgainAndMovesNoButton();
    void contentChangeIsDeadAgain();
    void chordsDecideByKeyboardOnlyWhenArmed();
    void escapeAndCloseMeanNotNow();
    void notNowIsNotAskedAgainUntilItAsksAnew();
    void spaceAfterTabDecidesAfterTheDeadTime();
    void assistiveTechnologyPresses();
    void hiddenArgumentsKeepAllowDead();
    void goneAskerTurnsTheCardGreyAndItLeaves();
    void reviewShowsInboxItems();
};

void TestCardWindow::appearsForAWaitingLaunchOnly()
{
    Desk desk;
    QVERIFY(!desk.window.isVisible());
    desk.cards.upsert(cardOf("inbox", 0));
    auto probe = cardOf("probe");
    probe.isProbe = true;
    desk.cards.upsert(probe);
    QVERIFY(!desk.window.isVisible());

    desk.cards.upsert(cardOf("one"));

    QVERIFY(desk.window.isVisible());
    QVERIFY(desk.window.testAttribute(Qt::WA_ShowWithoutActivating));
    QCOMPARE(desk.window.cardId(), "one");
}

void TestCardWindow::initialFocusIsOnTheText()
{
    Desk desk;
    desk.cards.upsert(cardOf("one"));

    QVERIFY(qobject_cast<QPushButton*>(desk.window.focusWidget()) == nullptr);
    QVERIFY(desk.window.focusWidget() != nullptr);
}

void TestCardWindow::enterAndSpaceDecideNothing()
{
    Desk desk;
    desk.cards.upsert(cardOf("one"));
    desk.waitUntilArmed();

    for (const auto key : {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Space}) {
        QTest::keyClick(desk.window.focusWidget(), key);
        for (const auto choice : {Choice::Once, Choice::Session, Choice::Always, Choice::Deny})
            QTest::keyClick(desk.button(choice), key);
    }

    QVERIFY(desk.answers.empty());
    QVERIFY(desk.window.isVisible());
}

void TestCardWindow::clickWithinTheDeadTimeDecidesNothing()
{
    Desk desk;
    desk.cards.upsert(cardOf("one"));

    for (const auto choice : {Choice::Once, Choice::Session, Choice::Always, Choice::Deny})
        QTest::mouseClick(desk.button(choice), Qt::LeftButton);

    QVERIFY(desk.answers.empty());
}

void TestCardWindow::clickAfterItDecidesByPointer()
{
    Desk desk;
    desk.cards.upsert(cardOf("one"));
    desk.waitUntilArmed();

    QTest::mouseClick(desk.button(Choice::Always), Qt::LeftButton);

    QCOMPARE(desk.answers.size(), 1U);
    QCOMPARE(desk.answers[0].card, "one");
    QCOMPARE(desk.answers[0].choice, Choice::Always);
    QCOMPARE(desk.answers[0].by, AnsweredBy::Pointer);
    QVERIFY(!desk.window.isVisible());
}

void TestCardWindow::doubleClickDoesNotAnswerTheNextCard()
{
    Desk desk;
    desk.cards.setCards({cardOf("one"), cardOf("two")});
    desk.waitUntilArmed();

    QTest::mouseClick(desk.button(Choice::Once), Qt::LeftButton);
    QTest::mouseDClick(desk.button(Choice::Once), Qt::LeftButton);

    QCOMPARE(desk.answers.size(), 1U);
    QCOMPARE(desk.window.cardId(), "two");
}

void TestCardWindow::stepOfTheQueueIsDeadAgainAndMovesNoButton()
{
    Desk desk;
    auto dangerous = cardOf("two");
    dangerous.identity.argv = {"sh", "-c", std::string(2000, 'x')};
    dangerous.changes = {{"argv", "a", "b"}};
    dangerous.approvedBefore = dangerous.identity;
    desk.cards.setCards({cardOf("one"), dangerous});
    desk.waitUntilArmed();
    QCoreApplication::processEvents();
    const auto before = desk.button(Choice::Once)->mapTo(&desk.window, QPoint());

    QTest::mouseClick(desk.button(Choice::Once), Qt::LeftButton);
    QCoreApplication::processEvents();

    QCOMPARE(desk.window.cardId(), "two");
    QVERIFY(!desk.window.arming().isArmed());
    QCOMPARE(desk.button(Choice::Once)->mapTo(&desk.window, QPoint()), before);
}

void TestCardWindow::contentChangeIsDeadAgain()
{
    Desk desk;
    desk.cards.upsert(cardOf("one"));
    desk.waitUntilArmed();

    auto changed = cardOf("one");
    changed.clientName = "other";
    desk.cards.upsert(changed);

    QVERIFY(!desk.window.arming().isArmed());
    QTest::mouseClick(desk.button(Choice::Once), Qt::LeftButton);
    QVERIFY(desk.answers.empty());
}

void TestCardWindow::chordsDecideByKeyboardOnlyWhenArmed()
{
    Desk desk;
    desk.cards.setCards({cardOf("one"), cardOf("two")});
    desk.window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&desk.window));
    QTest::keyClick(desk.window.focusWidget(), Qt::Key_A, Qt::AltModifier | Qt::ShiftModifier);
    QVERIFY(desk.answers.empty());
    desk.waitUntilArmed();

    QTest::keyClick(desk.window.focusWidget(), Qt::Key_A, Qt::AltModifier | Qt::ShiftModifier);
    QCOMPARE(desk.answers.size(), 1U);
    QCOMPARE(desk.answers[0].choice, Choice::Session);
    QCOMPARE(desk.answers[0].by, AnsweredBy::Keyboard);
    desk.waitUntilArmed();
    QTest::keyClick(desk.window.focusWidget(), Qt::Key_D, Qt::AltModifier);

    QCOMPARE(desk.answers.size(), 2U);
    QCOMPARE(desk.answers[1].card, "two");
    QCOMPARE(desk.answers[1].choice, Choice::Deny);
}

void TestCardWindow::escapeAndCloseMeanNotNow()
{
    Desk desk;
    desk.cards.setCards({cardOf("one"), cardOf("two")});

    QTest::keyClick(desk.window.focusWidget(), Qt::Key_Escape);
    desk.window.close();

    QCOMPARE(desk.answers.size(), 2U);
    QCOMPARE(desk.answers[0].choice, Choice::NotNow);
    QCOMPARE(desk.answers[1].choice, Choice::NotNow);
    QCOMPARE(desk.cards.rowCount(), 2);
    QVERIFY(!desk.window.isVisible());
}

void TestCardWindow::notNowIsNotAskedAgainUntilItAsksAnew()
{
    Desk desk;
    desk.cards.upsert(cardOf("one"));
    QTest::keyClick(desk.window.focusWidget(), Qt::Key_Escape);

    desk.cards.upsert(cardOf("one", 2));
    QVERIFY(!desk.window.isVisible());
    desk.cards.upsert(cardOf("one", 0));
    QVERIFY(!desk.window.isVisible());
    desk.cards.upsert(cardOf("one", 1));

    QVERIFY(desk.window.isVisible());
}

void TestCardWindow::spaceAfterTabDecidesAfterTheDeadTime()
{
    Desk desk;
    desk.cards.upsert(cardOf("one"));
    desk.window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&desk.window));
    desk.waitUntilArmed();
    auto* deny = desk.button(Choice::Deny);
    for (int i = 0; i < 12 && !deny->hasFocus(); ++i)
        QTest::keyClick(desk.window.focusWidget(), Qt::Key_Tab);
    QVERIFY(deny->hasFocus());

    QTest::keyClick(deny, Qt::Key_Space);
    QVERIFY(desk.answers.empty());
    QTest::qWait(kDeadMilliseconds + 50);
    QTest::keyClick(deny, Qt::Key_Return);
    QVERIFY(desk.answers.empty());
    QTest::keyClick(deny, Qt::Key_Space);

    QCOMPARE(desk.answers.size(), 1U);
    QCOMPARE(desk.answers[0].by, AnsweredBy::Keyboard);
}

void TestCardWindow::assistiveTechnologyPresses()
{
    Desk desk;
    desk.cards.upsert(cardOf("one"));
    auto* button = QAccessible::queryAccessibleInterface(desk.button(Choice::Once));
    QVERIFY(button != nullptr);
    QCOMPARE(button->text(QAccessible::Name), QStringLiteral("Allow once"));
    button->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    QTest::qWait(250);
    QVERIFY(desk.answers.empty());
    desk.waitUntilArmed();

    button->actionInterface()->doAction(QAccessibleActionInterface::pressAction());

    QTRY_COMPARE(desk.answers.size(), 1U);
    QCOMPARE(desk.answers[0].by, AnsweredBy::Accessibility);
}

void TestCardWindow::hiddenArgumentsKeepAllowDead()
{
    Desk desk;
    auto card = cardOf("one");
    card.identity.argv.assign(60, "argument");
    desk.cards.upsert(card);
    desk.waitUntilArmed();
    QTest::mouseClick(desk.button(Choice::Always), Qt::LeftButton);
    QVERIFY(desk.answers.empty());

    QPushButton* showAll = nullptr;
    for (auto* button : desk.window.findChildren<QPushButton*>())
        if (button->text().contains(QStringLiteral("whole command")))
            showAll = button;
    QVERIFY(showAll != nullptr && showAll->isVisible());
    QTest::mouseClick(showAll, Qt::LeftButton);
    QVERIFY(!showAll->isVisible());
    desk.waitUntilArmed();
    QTest::mouseClick(desk.button(Choice::Always), Qt::LeftButton);

    QCOMPARE(desk.answers.size(), 1U);
}

void TestCardWindow::goneAskerTurnsTheCardGreyAndItLeaves()
{
    Desk desk;
    desk.cards.upsert(cardOf("one"));
    desk.waitUntilArmed();

    desk.cards.upsert(cardOf("one", 0));
    QTest::mouseClick(desk.button(Choice::Always), Qt::LeftButton);

    QVERIFY(desk.answers.empty());
    QVERIFY(desk.window.isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(!desk.window.isVisible(), CardWindow::kGoneMilliseconds + 2000);
    QCOMPARE(desk.cards.rowCount(), 1);
}

void TestCardWindow::reviewShowsInboxItems()
{
    Desk desk;
    desk.cards.setCards({cardOf("one", 0), cardOf("two", 0)});

    desk.window.review("two");

    QVERIFY(desk.window.isVisible());
    QCOMPARE(desk.window.cardId(), "two");
    desk.waitUntilArmed();
    QTest::mouseClick(desk.button(Choice::Deny), Qt::LeftButton);
    QCOMPARE(desk.answers.size(), 1U);
    QCOMPARE(desk.answers[0].card, "two");
}

QTEST_MAIN(TestCardWindow)
#include "tst_card_window.moc"
