// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/pages/desk.h"

using namespace gatehouse;
using namespace gatehouse::tests;

class TestProtectionPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingIsAppliedBeforeConsent();
    void untickedServersAreNotApplied();
    void theCatalogAsksForOneServerOnly();
    void foldersThatWereNotSearchedAreNamed();
    void thereIsNothingToUndoWhereNothingIsGuarded();
};

void TestProtectionPage::nothingIsAppliedBeforeConsent()
{
    Desk desk;
    desk.found.servers = {
        serverOf("files", model::ServerState::Unguarded), serverOf("memory", model::ServerState::Unguarded)};
    desk.window->showPage(QStringLiteral("protect"));
    QTRY_VERIFY(desk.button(QStringLiteral("Protect 2 server(s)")) != nullptr);
    QVERIFY(desk.applied.empty());
    QCOMPARE(desk.window->findChild<QPlainTextEdit*>()->toPlainText(), QStringLiteral("-old\n+new\n"));

    QTest::mouseClick(desk.button(QStringLiteral("Protect 2 server(s)")), Qt::LeftButton);

    QCOMPARE(desk.applied.size(), 1U);
    QCOMPARE(desk.applied[0].refs, (std::vector<std::string>{"files", "memory"}));
}

void TestProtectionPage::untickedServersAreNotApplied()
{
    Desk desk;
    desk.found.servers = {
        serverOf("files", model::ServerState::Unguarded), serverOf("memory", model::ServerState::Unguarded)};
    desk.window->showPage(QStringLiteral("protect"));
    QTRY_VERIFY(desk.button(QStringLiteral("Protect 2 server(s)")) != nullptr);
    const auto file = desk.protection.index(0, 0);

    desk.protection.setData(desk.protection.index(0, 0, file), Qt::Unchecked, Qt::CheckStateRole);
    QVERIFY(desk.button(QStringLiteral("Protect 2 server(s)")) == nullptr);
    QTRY_VERIFY(desk.button(QStringLiteral("Protect 1 server(s)")) != nullptr);
    QTest::mouseClick(desk.button(QStringLiteral("Protect 1 server(s)")), Qt::LeftButton);

    QCOMPARE(desk.applied.size(), 1U);
    QCOMPARE(desk.applied[0].refs, (std::vector<std::string>{"memory"}));
}

void TestProtectionPage::theCatalogAsksForOneServerOnly()
{
    Desk desk;
    desk.found.servers = {
        serverOf("files", model::ServerState::Unguarded), serverOf("memory", model::ServerState::Unguarded)};
    desk.catalog.upsert(desk.found.servers[0]);
    desk.catalog.upsert(desk.found.servers[1]);
    desk.window->showPage(QStringLiteral("catalog"));
    const auto client = desk.catalog.index(0, 0);
    desk.choose(desk.catalog.index(1, 0, client));

    desk.action(QStringLiteral("Protect…"))->trigger();
    QCOMPARE(desk.window->currentPage(), QStringLiteral("protect"));
    QCOMPARE(desk.protection.chosen(), (std::vector<std::string>{"memory"}));
    QTRY_VERIFY(desk.button(QStringLiteral("Protect 1 server(s)")) != nullptr);
    QTest::mouseClick(desk.button(QStringLiteral("Protect 1 server(s)")), Qt::LeftButton);
    QCOMPARE(desk.applied.size(), 1U);
    QCOMPARE(desk.applied[0].refs, (std::vector<std::string>{"memory"}));

    // Opened from the list of pages, it is about everything again.
    desk.window->showPage(QStringLiteral("catalog"));
    desk.window->showPage(QStringLiteral("protect"));
    QCOMPARE(desk.protection.chosen(), (std::vector<std::string>{"files", "memory"}));
}

void TestProtectionPage::foldersThatWereNotSearchedAreNamed()
{
    Desk desk;
    desk.found.servers = {serverOf("files", model::ServerState::Unguarded)};
    desk.found.leftOut = {
        {"/h/nas", "network"}, {"/h/a", "network"}, {"/h/b", "network"}, {"/h/c", "network"}};
    desk.window->show();
    desk.window->showPage(QStringLiteral("protect"));

    QTRY_VERIFY(desk.says(QStringLiteral("/h/nas: not searched, another machine serves it")));
    QVERIFY(desk.says(QStringLiteral("1 more folder")));

    desk.found.leftOut.clear();
    QTest::mouseClick(desk.button(QStringLiteral("Look again")), Qt::LeftButton);
    QVERIFY(!desk.says(QStringLiteral("not searched")));
}

void TestProtectionPage::thereIsNothingToUndoWhereNothingIsGuarded()
{
    Desk desk;
    desk.found.servers = {serverOf("files", model::ServerState::Unguarded)};
    desk.window->showPage(QStringLiteral("protect"));
    QTRY_VERIFY(desk.button(QStringLiteral("Protect 1 server(s)")) != nullptr);
    QVERIFY(!desk.button(QStringLiteral("Undo all"))->isEnabled());

    desk.found.servers = {serverOf("files", model::ServerState::Approved)};
    QTest::mouseClick(desk.button(QStringLiteral("Look again")), Qt::LeftButton);
    QTRY_VERIFY(desk.button(QStringLiteral("Undo all"))->isEnabled());
}

QTEST_MAIN(TestProtectionPage)
#include "tst_protection_page.moc"
