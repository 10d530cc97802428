// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/pages/desk.h"

using namespace gatehouse;
using namespace gatehouse::tests;

class TestInboxPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void inboxCountsAndReviewsTheChosenCard();
    void theReviewPageSaysWhatClientsDidAndAnswers();
    void definitionsThatChangedTogetherAreOneRow();
    void whatAServerWasFirstSeenToOfferIsSummarised();
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

void TestInboxPage::definitionsThatChangedTogetherAreOneRow()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("review"));
    const auto definition = [](const std::string& tool) {
        auto card = cardOf(tool);
        card.identity.entry.name = "files";
        card.identity.entryRef = "files";
        card.identity.call.emplace().method = "definition of tool";
        card.identity.call->tool = tool;
        return card;
    };
    for (const auto* tool : {"read", "write", "list"})
        desk.cards.upsert(definition(tool));
    desk.cards.upsert(cardOf("one"));
    QListView* questions = nullptr;
    for (auto* view : desk.window->findChildren<QListView*>())
        if (view->accessibleName() == QStringLiteral("Questions that wait"))
            questions = view;
    QVERIFY(questions != nullptr);

    QCOMPARE(questions->model()->rowCount(), 2);
    QCOMPARE(questions->model()->index(0, 0).data().toString(),
        QStringLiteral("3 definitions of “files” are not as they were"));
    QVERIFY(desk.window->findChild<QListWidget*>()->item(0)->text().contains(QStringLiteral("(2)")));
    questions->setCurrentIndex(questions->model()->index(1, 0));
    QTest::mouseClick(desk.button(QStringLiteral("Review")), Qt::LeftButton);
    QCOMPARE(desk.reviewed, (std::vector<std::string>{"one"}));

    // The first is answered: another one leads.
    desk.cards.remove("read");
    QCOMPARE(questions->model()->rowCount(), 2);
    desk.cards.remove("write");
    QVERIFY(questions->model()->index(0, 0).data().toString().contains(QStringLiteral("“list” of “files”")));
}

void TestInboxPage::whatAServerWasFirstSeenToOfferIsSummarised()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("review"));
    desk.catalog.upsert(serverOf("files", model::ServerState::Approved));
    desk.catalog.upsert(serverOf("mail", model::ServerState::Approved));
    service::ToolNews news{"mail", "mail", "cursor", 12, 8, 5, {"delete_mail", "send_mail"}};

    desk.tellToolNews({news});

    QVERIFY(desk.says(QStringLiteral("“mail” offers 12 tool(s); 8 read only")));
    QVERIFY(desk.says(QStringLiteral("delete_mail, send_mail, …")));
    QVERIFY(desk.window->findChild<QListWidget*>()->item(0)->text().contains(QStringLiteral("(1)")));
    QTest::mouseClick(desk.button(QStringLiteral("Leave as usual")), Qt::LeftButton);
    QCOMPARE(desk.toolDecisions.size(), std::size_t{1});
    QVERIFY((desk.toolDecisions[0].rules == std::vector<model::ToolRule>{{}}));
    desk.tools.rows.push_back({});
    QTest::mouseClick(desk.button(QStringLiteral("Decide per tool")), Qt::LeftButton);
    QCOMPARE(desk.catalog.serverAt(desk.chosen())->ref, std::string("mail"));

    desk.tellToolNews({});
    QVERIFY(!desk.says(QStringLiteral("offers 12")));
}

QTEST_MAIN(TestInboxPage)
#include "tst_inbox_page.moc"
