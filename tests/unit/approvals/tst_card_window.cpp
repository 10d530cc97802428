// SPDX-License-Identifier: Apache-2.0
#include "ui/approvals/card_window.h"
#include "ui/models/card_list_model.h"
#include "ui/widgets/decision_button.h"

#include <QAccessible>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextEdit>

using namespace gatehouse;
using approvals::CardWindow;
using model::AnsweredBy;
using model::Choice;
using models::CardListModel;
using widgets::DecisionButton;
using widgets::kDeadMilliseconds;

namespace {

model::ApprovalCard cardOf(const std::string& id, int waiting = 1)
{
    model::ApprovalCard card;
    card.id = id;
    card.identity.entry.name = "server-" + id;
    card.identity.entryRef = id;
    card.identity.argv = {"/usr/bin/files"};
    card.waiting = waiting;
    return card;
}

struct Answer {
    std::string card;
    Choice choice = Choice::NotNow;
    AnsweredBy by = AnsweredBy::CommandLine;
};

/// A window over its own queue, with what was answered.
struct Desk {
    CardListModel cards;
    CardWindow window{cards};
    std::vector<Answer> answers;

    Desk()
    {
        QObject::connect(&window, &CardWindow::answered, &window,
            [this](const std::string& card, Choice choice, AnsweredBy by) {
                answers.push_back({card, choice, by});
            });
    }
    DecisionButton* button(Choice choice) { return &window.button(choice); }
    void waitUntilArmed() { QTRY_VERIFY_WITH_TIMEOUT(window.arming().isArmed(), 3000); }
};

} // namespace

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
    void aDefinitionWaitsInTheInboxAndIsAllowedForGood();
    void definitionsOfOneServerAreOneQuestion();
    void whatJoinsTheQuestionIsSeenBeforeItIsAllowed();
    void eachCanBeDecidedByItself();
    void manyDefinitionsAreReadBeforeTheyAreAllowed();
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

void TestCardWindow::aDefinitionWaitsInTheInboxAndIsAllowedForGood()
{
    Desk desk;
    auto card = cardOf("tool");
    card.identity.call.emplace().method = "definition of tool";
    desk.cards.upsert(card);
    QVERIFY(!desk.window.isVisible()); // nothing waits for it

    desk.window.review("tool");

    QVERIFY(desk.window.isVisible());
    for (const auto choice : {Choice::Once, Choice::Session})
        QVERIFY(!desk.button(choice)->isVisible());
    for (const auto choice : {Choice::Always, Choice::Deny, Choice::NotNow})
        QVERIFY(desk.button(choice)->isVisible());
    desk.waitUntilArmed();
    QTest::keyClick(&desk.window, Qt::Key_A, Qt::AltModifier | Qt::ShiftModifier); // for this session
    QVERIFY(desk.answers.empty());
    QTest::mouseClick(desk.button(Choice::Always), Qt::LeftButton);
    QCOMPARE(desk.answers.size(), std::size_t{1});
    // A launch has all of its buttons.
    desk.cards.upsert(cardOf("one"));
    QVERIFY(desk.button(Choice::Once)->isVisible());
}

namespace {

/// A question about a definition of one server.
model::ApprovalCard definitionOf(const std::string& tool)
{
    auto card = cardOf(tool);
    card.identity.entryRef = "files";
    card.identity.entry.name = "files";
    auto& call = card.identity.call.emplace();
    call.method = "definition of tool";
    call.tool = tool;
    call.excerpt = "description: {+" + tool + " says something new+}";
    return card;
}

} // namespace

void TestCardWindow::definitionsOfOneServerAreOneQuestion()
{
    Desk desk;
    for (const auto* tool : {"read", "write", "list"})
        desk.cards.upsert(definitionOf(tool));
    auto other = definitionOf("of-another");
    other.identity.entryRef = "mail";
    desk.cards.upsert(other);

    desk.window.review("write");

    const auto written = [&] { return desk.window.findChild<QTextEdit*>()->toPlainText(); };
    for (const auto* tool : {"read", "write", "list"})
        QVERIFY2(written().contains(QString::fromLatin1(tool) + QStringLiteral(" says something new")),
            qPrintable(written()));
    QVERIFY(!written().contains(QStringLiteral("of-another")));
    desk.waitUntilArmed();
    QTest::mouseClick(desk.button(Choice::Always), Qt::LeftButton);
    QCOMPARE(desk.answers.size(), std::size_t{3});
    for (const auto& answer : desk.answers) {
        QVERIFY(answer.card != "of-another");
        QCOMPARE(answer.choice, Choice::Always);
    }
}

void TestCardWindow::whatJoinsTheQuestionIsSeenBeforeItIsAllowed()
{
    Desk desk;
    desk.cards.upsert(definitionOf("read"));
    desk.cards.upsert(definitionOf("write"));
    desk.window.review("read");
    desk.waitUntilArmed();

    desk.cards.upsert(definitionOf("late"));

    QVERIFY(!desk.window.arming().isArmed());
    QTest::mouseClick(desk.button(Choice::Always), Qt::LeftButton);
    QVERIFY(desk.answers.empty());
    QVERIFY(desk.window.findChild<QTextEdit*>()->toPlainText().contains(QStringLiteral("late says")));
    desk.waitUntilArmed();
    QTest::mouseClick(desk.button(Choice::Deny), Qt::LeftButton);
    QCOMPARE(desk.answers.size(), std::size_t{3});
}

void TestCardWindow::eachCanBeDecidedByItself()
{
    Desk desk;
    desk.cards.upsert(definitionOf("read"));
    desk.cards.upsert(definitionOf("write"));
    desk.window.review("read");
    QPushButton* apart = nullptr;
    for (auto* button : desk.window.findChildren<QPushButton*>())
        if (button->isVisible() && button->text().contains(QStringLiteral("by itself")))
            apart = button;
    QVERIFY(apart != nullptr);

    apart->click();

    QVERIFY(!apart->isVisible());
    desk.waitUntilArmed();
    QTest::mouseClick(desk.button(Choice::Always), Qt::LeftButton);
    QCOMPARE(desk.answers.size(), std::size_t{1});
    QCOMPARE(desk.answers[0].card, "read");
}

void TestCardWindow::manyDefinitionsAreReadBeforeTheyAreAllowed()
{
    Desk desk;
    for (int i = 0; i < 20; ++i)
        desk.cards.upsert(definitionOf("tool" + std::to_string(i)));
    desk.window.review("tool0");
    desk.waitUntilArmed();

    QTest::mouseClick(desk.button(Choice::Always), Qt::LeftButton);
    QVERIFY(desk.answers.empty()); // not all of them are shown

    QTest::mouseClick(desk.button(Choice::Deny), Qt::LeftButton);
    QCOMPARE(desk.answers.size(), std::size_t{20});
}

QTEST_MAIN(TestCardWindow)
#include "tst_card_window.moc"
