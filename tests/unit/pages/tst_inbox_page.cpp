// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/pages/desk.h"

using namespace gatehouse;
using namespace gatehouse::tests;

class TestInboxPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void inboxCountsAndReviewsTheChosenCard();
    void theReviewPageSaysWhatClientsDidAndAnswers();
};

void TestInboxPage::inboxCountsAndReviewsTheChosenCard()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("review"));
    desk.cards.setCards({cardOf("one"), cardOf("two")});
    QVERIFY(desk.window->findChild<QListWidget*>()->item(0)->text().contains(QStringLiteral("(2)")));

    QTest::mouseClick(desk.button(QStringLiteral("Review")), Qt::LeftButton);

    QCOMPARE(desk.reviewed, (std::vector<std::string>{"one"}));
}

void TestInboxPage::theReviewPageSaysWhatClientsDidAndAnswers()
{
    using Kind = service::Matter::Kind;
    Desk desk;
    desk.window->showPage(QStringLiteral("review"));
    const auto matter = [](Kind kind, const std::string& name) {
        return service::Matter{kind, serverOf(name, model::ServerState::Unguarded)};
    };
    desk.matters.setMatters(
        {matter(Kind::NewEntry, "fresh"), matter(Kind::Dropped, "lost"), matter(Kind::Fight, "")});
    QVERIFY(desk.says(QStringLiteral("Cursor: “fresh” is new and not guarded")));
    QVERIFY(desk.says(QStringLiteral("Cursor dropped “lost” from its file")));
    QVERIFY(desk.says(QStringLiteral("Cursor keeps unwrapping its servers")));

    for (const auto* text : {"Leave unguarded", "Put back", "Do without it", "Guard again"})
        QTest::mouseClick(desk.button(QString::fromUtf8(text)), Qt::LeftButton);
    const std::vector<std::string> expected{
        "leave fresh", "put back lost", "forget lost", "resume /h/mcp.json"};
    QVERIFY(desk.answers == expected);
    QVERIFY(desk.says(QStringLiteral("/h/config.toml"))); // why it could not be put back
    QTest::mouseClick(desk.button(QStringLiteral("Protect…")), Qt::LeftButton);
    QCOMPARE(desk.window->currentPage(), QStringLiteral("protect"));

    desk.window->showPage(QStringLiteral("review"));
    desk.matters.setMatters({});
    QVERIFY(!desk.says(QStringLiteral("fresh")));
}

QTEST_MAIN(TestInboxPage)
#include "tst_inbox_page.moc"
