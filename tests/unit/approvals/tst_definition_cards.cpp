// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/approvals/card_desk.h"

#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <QTextEdit>

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::test;
using model::AnsweredBy;
using model::Choice;
using widgets::kDeadMilliseconds;

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

/// A tool "search" that another server of the client brings as well.
model::ApprovalCard contested(const std::string& id, const std::string& server, const std::string& rival,
    const std::string& tool = "search")
{
    auto card = definitionOf(tool);
    card.id = id;
    card.identity.entryRef = server;
    card.identity.entry.name = server;
    card.identity.call->rivalEntry = rival;
    card.identity.call->excerpt = "description: {+" + server + " searches+}";
    return card;
}

} // namespace

/// Questions about definitions in the window of cards: several of one server are one.
class TestDefinitionCards : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDefinitionWaitsInTheInboxAndIsAllowedForGood();
    void definitionsOfOneServerAreOneQuestion();
    void whatJoinsTheQuestionIsSeenBeforeItIsAllowed();
    void eachCanBeDecidedByItself();
    void manyDefinitionsAreReadBeforeTheyAreAllowed();
    void twoServersWithOneNameAreOneQuestion();
    void theOtherServersToolCanBeTheOneThatIsUsed();
    void toDenyAContestIsToDenyBoth();
    void aContestOfOneAloneIsAnOrdinaryQuestion();
    void contestsOfOtherPairsStayApart();
};

void TestDefinitionCards::aDefinitionWaitsInTheInboxAndIsAllowedForGood()
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
    const auto namesSession = [&desk] {
        return std::ranges::any_of(desk.window.findChildren<QLabel*>(),
            [](const QLabel* label) { return label->text().contains(QStringLiteral("Alt+Shift+A")); });
    };
    QVERIFY(!namesSession());
    desk.waitUntilArmed();
    QTest::keyClick(&desk.window, Qt::Key_A, Qt::AltModifier | Qt::ShiftModifier); // for this session
    QVERIFY(desk.answers.empty());
    QTest::mouseClick(desk.button(Choice::Always), Qt::LeftButton);
    QCOMPARE(desk.answers.size(), std::size_t{1});
    // A launch has all of its buttons.
    desk.cards.upsert(cardOf("one"));
    QVERIFY(desk.button(Choice::Once)->isVisible());
    QVERIFY(namesSession());
}

void TestDefinitionCards::definitionsOfOneServerAreOneQuestion()
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

void TestDefinitionCards::whatJoinsTheQuestionIsSeenBeforeItIsAllowed()
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

void TestDefinitionCards::eachCanBeDecidedByItself()
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

void TestDefinitionCards::manyDefinitionsAreReadBeforeTheyAreAllowed()
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

void TestDefinitionCards::twoServersWithOneNameAreOneQuestion()
{
    Desk desk;
    desk.cards.upsert(contested("left", "docs", "web"));
    desk.cards.upsert(contested("right", "web", "docs"));
    QCOMPARE(desk.cards.matterCount(), 1);
    QCOMPARE(
        desk.cards.index(0).data().toString(), QStringLiteral("“docs” and “web” both bring a tool “search”"));

    desk.window.review("right");

    const auto written = desk.window.findChild<QTextEdit*>()->toPlainText();
    for (const auto* says :
        {"web searches", "docs searches", "“docs” goes on being used", "“web” stays hidden"})
        QVERIFY2(written.contains(QString::fromUtf8(says)), qPrintable(written));
    desk.waitUntilArmed();
    QTest::mouseClick(desk.button(Choice::Always), Qt::LeftButton);
    QCOMPARE(desk.answers.size(), std::size_t{2});
    for (const auto& answer : desk.answers)
        QCOMPARE(answer.choice, answer.card == "left" ? Choice::Always : Choice::Deny);
}

void TestDefinitionCards::theOtherServersToolCanBeTheOneThatIsUsed()
{
    Desk desk;
    desk.cards.upsert(contested("left", "docs", "web"));
    desk.cards.upsert(contested("right", "web", "docs"));
    desk.window.review("left");
    desk.waitUntilArmed();
    auto* const instead = desk.window.findChild<QPushButton*>(QStringLiteral("useTheOther"));
    QVERIFY(instead->isVisible());
    QCOMPARE(instead->text(), QStringLiteral("Use “web” instead"));

    instead->click();

    QVERIFY(!desk.window.arming().isArmed()); // it is another answer now
    QCOMPARE(instead->text(), QStringLiteral("Use “docs” instead"));
    desk.waitUntilArmed();
    QTest::mouseClick(desk.button(Choice::Always), Qt::LeftButton);
    QCOMPARE(desk.answers.size(), std::size_t{2});
    for (const auto& answer : desk.answers)
        QCOMPARE(answer.choice, answer.card == "right" ? Choice::Always : Choice::Deny);
}

void TestDefinitionCards::toDenyAContestIsToDenyBoth()
{
    Desk desk;
    desk.cards.upsert(contested("left", "docs", "web"));
    desk.cards.upsert(contested("right", "web", "docs"));
    desk.window.review("left");
    desk.waitUntilArmed();

    QTest::mouseClick(desk.button(Choice::Deny), Qt::LeftButton);

    QCOMPARE(desk.answers.size(), std::size_t{2});
    for (const auto& answer : desk.answers)
        QCOMPARE(answer.choice, Choice::Deny);
}

void TestDefinitionCards::aContestOfOneAloneIsAnOrdinaryQuestion()
{
    Desk desk;
    desk.cards.upsert(contested("left", "docs", "web"));
    desk.cards.upsert(definitionOf("read"));
    desk.window.review("left");
    auto* const instead = desk.window.findChild<QPushButton*>(QStringLiteral("useTheOther"));
    QVERIFY(!instead->isVisible());
    desk.waitUntilArmed();

    // The other server's question comes while the first is shown.
    desk.cards.upsert(contested("right", "web", "docs"));

    QVERIFY(!desk.window.arming().isArmed());
    QVERIFY(instead->isVisible());
    QTest::mouseClick(desk.button(Choice::Always), Qt::LeftButton);
    QVERIFY(desk.answers.empty());
    desk.cards.remove("right");
    QVERIFY(!instead->isVisible());
    desk.waitUntilArmed();
    QTest::mouseClick(desk.button(Choice::Always), Qt::LeftButton);
    QCOMPARE(desk.answers.size(), std::size_t{1});
    QCOMPARE(desk.answers[0].card, "left");
}

void TestDefinitionCards::contestsOfOtherPairsStayApart()
{
    Desk desk;
    desk.cards.upsert(contested("left", "docs", "web"));
    desk.cards.upsert(contested("right", "web", "docs"));
    desk.cards.upsert(contested("left2", "docs", "web", "fetch"));
    desk.cards.upsert(contested("third", "notes", "docs"));
    desk.cards.upsert(definitionOf("read"));

    QCOMPARE(desk.cards.matterCount(), 3);
    QCOMPARE(desk.cards.matterOf("left2").size(), std::size_t{3});
    QCOMPARE(desk.cards.matterOf("third").size(), std::size_t{1});
    QCOMPARE(desk.cards.index(0).data().toString(),
        QStringLiteral("“docs” and “web” bring 2 tools of the same names"));
}

QTEST_MAIN(TestDefinitionCards)
#include "tst_definition_cards.moc"
