// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/pages/desk.h"

#include <QFileDialog>
#include <QTemporaryFile>

using namespace gatehouse;
using namespace gatehouse::tests;

namespace {

/// A window whose lists are the test's.
struct ListsDesk {
    Desk desk;
    service::ListStanding standing;
    base::Result<service::ListPreview> preview = service::ListPreview();
    std::vector<std::string> looked;
    std::vector<std::string> taken;
    std::unique_ptr<pages::MainWindow> window;

    ListsDesk()
    {
        pages::PageActions actions;
        actions.lists = [this](QObject*, const service::Completion<service::ListStanding>& done) {
            done(standing);
        };
        actions.importList = [this](const std::string& path, bool isTrial, QObject*,
                                 const service::Completion<service::ListPreview>& done) {
            (isTrial ? looked : taken).push_back(path);
            done(preview);
        };
        desk.window = std::make_unique<pages::MainWindow>(pages::PageContext{
            desk.cards, desk.catalog, desk.matters, desk.sessions, desk.timeline, desk.protection, actions});
        desk.window->show();
        desk.window->showPage(QStringLiteral("lists"));
    }
    /// As the file dialog does when a person has chosen.
    void choose(const QString& path)
    {
        QTest::mouseClick(desk.button(QStringLiteral("Import a list")), Qt::LeftButton);
        auto* const dialog = desk.window->findChild<QFileDialog*>(QStringLiteral("chooseList"));
        QVERIFY(dialog != nullptr);
        QVERIFY(!dialog->isHidden());
        Q_EMIT dialog->fileSelected(path);
        dialog->close();
    }
};

service::ListPreview samplePreview()
{
    service::ListPreview preview;
    preview.head.title = "Weekly \xe2\x80\xae list";
    preview.head.sequence = 7;
    preview.key.name = "Tester";
    preview.advisories = 12;
    preview.malicious = 3;
    preview.stops = {"notes"};
    return preview;
}

} // namespace

class TestListsPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void withoutAKeyItSaysWhatToDo();
    void aListIsLookedAtBeforeItIsTaken();
    void aListThatIsLeftIsNotTaken();
    void whyAListWasRefusedIsSaid();
    void listsThatHoldAreShown();
    void listsThatDoNotHoldAreShownFirst();
};

void TestListsPage::withoutAKeyItSaysWhatToDo()
{
    const ListsDesk lists;
    QVERIFY(lists.desk.says(QStringLiteral("None was imported.")));
    QVERIFY(lists.desk.says(QStringLiteral("gatehouse-cli intelligence trust")));
}

void TestListsPage::aListIsLookedAtBeforeItIsTaken()
{
    ListsDesk lists;
    lists.preview = samplePreview();

    lists.choose(QStringLiteral("/tmp/list"));

    QCOMPARE(lists.looked, (std::vector<std::string>{"/tmp/list"}));
    QVERIFY(lists.taken.empty());
    QVERIFY(lists.desk.says(QStringLiteral("notes would be stopped")));
    QVERIFY(!lists.desk.says(QString(QChar(0x202E)))); // the list's text turns nothing around
    QTest::mouseClick(lists.desk.button(QStringLiteral("Take this list")), Qt::LeftButton);
    QCOMPARE(lists.taken, (std::vector<std::string>{"/tmp/list"}));
    QVERIFY(lists.desk.says(QStringLiteral("number 7")));
    QVERIFY(!lists.desk.button(QStringLiteral("Take this list"))->isVisible());
}

void TestListsPage::listsThatDoNotHoldAreShownFirst()
{
    ListsDesk lists;
    lists.standing.leftOut = {
        {base::ErrorCode::IntelligenceSignature, "/etc/gatehouse/lists.bundle: not of\xE2\x80\xAE any key"}};

    lists.desk.window->showPage(QStringLiteral("catalog"));
    lists.desk.window->showPage(QStringLiteral("lists"));

    QVERIFY(lists.desk.says(QStringLiteral("LISTS THAT DO NOT HOLD")));
    QVERIFY(lists.desk.says(QStringLiteral("/etc/gatehouse/lists.bundle: not of")));
    QVERIFY(!lists.desk.says(QString(QChar(0x202E))));
}

void TestListsPage::aListThatIsLeftIsNotTaken()
{
    ListsDesk lists;
    lists.preview = samplePreview();
    lists.choose(QStringLiteral("/tmp/list"));

    QTest::mouseClick(lists.desk.button(QStringLiteral("Leave it")), Qt::LeftButton);

    QVERIFY(lists.taken.empty());
    QVERIFY(lists.desk.says(QStringLiteral("None was imported.")));
    QVERIFY(lists.desk.button(QStringLiteral("Import a list"))->isVisible());
}

void TestListsPage::whyAListWasRefusedIsSaid()
{
    ListsDesk lists;
    lists.preview = base::Error{base::ErrorCode::IntelligenceRollBack, "it has the number 3"};

    lists.choose(QStringLiteral("/tmp/list"));

    QVERIFY(lists.desk.says(text::errorSentence(base::ErrorCode::IntelligenceRollBack)));
    QVERIFY(lists.desk.says(QStringLiteral("it has the number 3")));
    QVERIFY(!lists.desk.button(QStringLiteral("Take this list"))->isVisible());
}

void TestListsPage::listsThatHoldAreShown()
{
    ListsDesk lists;
    intelligence::TableSource list;
    list.head.title = "Weekly list";
    list.head.sequence = 7;
    list.head.expires = 1;
    lists.standing.lists = {list};
    lists.standing.keys = {{{}, "Tester", true, false, false}};

    lists.desk.window->showPage(QStringLiteral("catalog"));
    lists.desk.window->showPage(QStringLiteral("lists"));

    QVERIFY(lists.desk.says(QStringLiteral("Weekly list")));
    QVERIFY(lists.desk.says(QStringLiteral("It is old")));
    QVERIFY(lists.desk.says(QStringLiteral("Tester")));
}

QTEST_MAIN(TestListsPage)
#include "tst_lists_page.moc"
