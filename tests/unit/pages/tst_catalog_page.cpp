// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/pages/desk.h"

#include <QComboBox>
#include <QLineEdit>

using namespace gatehouse;
using namespace gatehouse::tests;

class TestCatalogPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void catalogShowsWhereAServerComesFrom();
    void aServerTellsWhoUsesItAndWhatFlowed();
    void aClientTellsWhatItUses();
    void scoresOfClientsAndPackagesUnfoldToTheirParts();
    void aToolTellsItsHistory();
    void whatIsSharedOrNeverApprovedIsSaid();
    void aFilterLeavesWhatIsAskedFor();
    void aChangeElsewhereAsksForNothing();
    void catalogOffersWhatTheStateAllows_data();
    void catalogOffersWhatTheStateAllows();
    void approvingOpensTheCard();
    void keysActOnTheChosenServer();
    void contextMenuHoldsTheActions();
    void theDoctorSaysWhyAServerDoesNotStart();
    void whatWasLearnedIsShownAndCanBeForgotten();
    void undoTellsWhyItFailed();
    void aServerThatItsClientDroppedCanBePutBackFromTheCatalog();
};

void TestCatalogPage::catalogShowsWhereAServerComesFrom()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    auto row = serverOf("files", model::ServerState::SeenNotGuarded);
    row.stateReason = "tracked-by-git";

    desk.catalog.upsert(row);

    QVERIFY(desk.says(QStringLiteral("/h/mcp.json, line 7")));
    QVERIFY(desk.says(QStringLiteral("git")));
    QVERIFY(desk.says(QStringLiteral("'a b'")));
}

void TestCatalogPage::aServerTellsWhoUsesItAndWhatFlowed()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    desk.relations.uses = {{"files", "tool", "read", "cursor", "cursor-vscode", 1, 2, 7, 1},
        {"files", "tool", "write", "cursor", "cursor-vscode", 1, 3, 5, 0}};
    desk.relations.flows = {
        {"files", "tool", "read", "cursor", "", model::Direction::ToServer, "github-token", 2, 1, 1, 2}};
    desk.relations.agents = {{1, "files", "cursor", "cursor-vscode", "1.96", "",
        {{10, 1, "/usr/bin/node", {}}, {9, 1, "/opt/cursor", {}}}, 1, 0}};
    desk.relations.omitted = 95'904;

    desk.catalog.upsert(serverOf("files", model::ServerState::Running));

    QVERIFY(desk.says(QStringLiteral("cursor-vscode")));
    QVERIFY(desk.says(QStringLiteral("12 call(s)")));
    QVERIFY(desk.says(QStringLiteral("1 of them refused")));
    QVERIFY(desk.says(QStringLiteral("3 to the server")));
    QVERIFY(desk.says(QStringLiteral("node ← cursor")));
    QVERIFY(desk.says(QStringLiteral("95904 more than are kept")));
}

void TestCatalogPage::aClientTellsWhatItUses()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    desk.catalog.upsert(serverOf("files", model::ServerState::Approved));
    desk.relations.uses = {{"files", "tool", "read", "cursor", "", 1, 2, 7, 1},
        {"files", "tool", "write", "cursor", "", 1, 3, 5, 0},
        {"elsewhere", "tool", "x", "cursor", "", 1, 9, 1, 0}};

    desk.choose(desk.catalog.index(0, 0));

    QVERIFY(desk.says(QStringLiteral("WHAT IT USES")));
    QVERIFY(desk.says(QStringLiteral("12 call(s)")));
    QVERIFY(desk.says(QStringLiteral("1 of them refused")));
    QVERIFY(desk.says(QStringLiteral("elsewhere")));
    desk.relations.uses.clear();
    desk.choose(desk.catalog.indexOf("files"));
    desk.choose(desk.catalog.index(0, 0));
    QVERIFY(desk.says(QStringLiteral("It has called nothing")));
}

void TestCatalogPage::scoresOfClientsAndPackagesUnfoldToTheirParts()
{
    using Reason = model::ReputationReason;
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    // Names are of others, and may be made to look like anything.
    desk.relations.package = service::PackageReputation{"npm evil\xE2\x80\xAE\n 9.9.9",
        {38, model::TrustLevel::Normal, {{Reason::Vulnerabilities, -12, 1, 0, 0, {}, {"GHSA-1"}}}}};
    desk.clientReputation = model::Reputation{
        31, model::TrustLevel::Low, {{Reason::WeakestServer, -19, 12, 0, 0, {}, {"notes\xE2\x80\xAE"}}}};
    desk.catalog.upsert(serverOf("files", model::ServerState::Approved));

    QVERIFY(desk.says(QStringLiteral("REPUTATION OF ITS PACKAGE\nnpm evil")));
    QVERIFY(desk.says(QStringLiteral("38 of 100, trusted as usual")));
    QVERIFY(desk.says(QStringLiteral("Its package has 1 known fault(s): GHSA-1.")));
    QVERIFY(desk.says(QStringLiteral("\u221212")));
    QVERIFY(!desk.says(QString(QChar(0x202E))));

    desk.choose(desk.catalog.index(0, 0));
    QVERIFY(desk.says(QStringLiteral("31 of 100, trusted little")));
    QVERIFY(desk.says(QStringLiteral("The least trusted server that it starts, notes")));
    QVERIFY(desk.says(QStringLiteral("has 12 of 100.")));
    QVERIFY(!desk.says(QString(QChar(0x202E))));
    QVERIFY(!desk.says(QStringLiteral("REPUTATION OF ITS PACKAGE")));

    desk.clientReputation.reset();
    desk.choose(desk.catalog.indexOf("files"));
    desk.choose(desk.catalog.index(0, 0));
    QVERIFY(desk.says(QStringLiteral("Nothing is known of it yet.")));
}

void TestCatalogPage::aToolTellsItsHistory()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    desk.catalog.upsert(serverOf("files", model::ServerState::Suspended));
    model::DefinitionRow tool;
    tool.serverRef = "files";
    tool.name = "read\xE2\x80\xAE";
    tool.state = model::DefinitionState::Suspended;
    tool.dataClasses = {model::Family::Secret};
    desk.catalog.setTools("files", {tool});
    desk.history = {
        {"aaa", 1, 2, {}, {}}, {"bbb", 3, 4, "hint-flipped,new-instruction", "[-Reads-]{+Deletes+}"}};

    desk.choose(desk.catalog.index(0, 0, desk.catalog.indexOf("files")));

    QVERIFY(desk.says(QStringLiteral("tool, withheld until you decide")));
    QVERIFY(desk.says(QStringLiteral("As first seen")));
    QVERIFY(desk.says(QStringLiteral("claims other effects, new text speaks to the model")));
    QVERIFY(desk.says(QStringLiteral("[-Reads-]{+Deletes+}")));
    QVERIFY(desk.says(QStringLiteral("secrets")));
    QVERIFY(!desk.says(QString(QChar(0x202E)))); // drawn, not obeyed
}

void TestCatalogPage::whatIsSharedOrNeverApprovedIsSaid()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    auto other = serverOf("copy", model::ServerState::Approved);
    other.location.client = "vscode";
    other.clientTitle = "VS Code";
    desk.catalog.upsert(other);
    auto row = serverOf("files", model::ServerState::Unguarded);
    row.isShadow = true;
    row.duplicates = {{"copy", true}};
    desk.catalog.upsert(row);

    desk.choose(desk.catalog.indexOf("files"));

    QCOMPARE(desk.catalog.indexOf("files").siblingAtColumn(models::CatalogModel::Note).data().toString(),
        QStringLiteral("never approved · other version in VS Code"));
    QVERIFY(desk.says(QStringLiteral("Nobody has ever approved it.")));
    QVERIFY(desk.says(QStringLiteral("copy in VS Code")));
    QVERIFY(desk.says(QStringLiteral("the same package in another version")));
}

void TestCatalogPage::aFilterLeavesWhatIsAskedFor()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    auto shadow = serverOf("shadow", model::ServerState::Unguarded);
    shadow.isShadow = true;
    desk.catalog.upsert(serverOf("files", model::ServerState::Approved));
    desk.catalog.upsert(shadow);
    model::DefinitionRow tool;
    tool.name = "send_mail";
    desk.catalog.setTools("files", {tool});
    auto* tree = desk.catalogTree();
    auto* sort = desk.window->findChild<QComboBox*>();
    auto* text = desk.window->findChild<QLineEdit*>();
    const auto shown = [tree] {
        QStringList names;
        const auto* model = tree->model();
        for (int client = 0; client < model->rowCount(); ++client)
            for (int server = 0; server < model->rowCount(model->index(client, 0)); ++server)
                names << model->index(server, 0, model->index(client, 0)).data().toString();
        return names;
    };

    QCOMPARE(shown(), (QStringList{QStringLiteral("files"), QStringLiteral("shadow")}));
    sort->setCurrentIndex(sort->findText(QStringLiteral("Never approved")));
    QCOMPARE(shown(), QStringList{QStringLiteral("shadow")});
    sort->setCurrentIndex(0);
    text->setText(QStringLiteral("MAIL"));
    QCOMPARE(shown(), QStringList{QStringLiteral("files")});
    QVERIFY(tree->isExpanded(tree->model()->index(0, 0, tree->model()->index(0, 0)))); // the tool is in sight
    text->setText(QStringLiteral("nothing like it"));
    QVERIFY(shown().isEmpty());
    QCOMPARE(desk.enabledActions(), QStringList()); // nothing is chosen that cannot be seen
    text->clear();
    QCOMPARE(shown().size(), 2);
}

void TestCatalogPage::aChangeElsewhereAsksForNothing()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    desk.catalog.upsert(serverOf("files", model::ServerState::Approved));
    desk.catalog.upsert(serverOf("other", model::ServerState::Approved));
    desk.choose(desk.catalog.indexOf("files"));
    desk.relationsRead.clear();

    desk.catalog.upsert(serverOf("other", model::ServerState::Running));
    QVERIFY(desk.relationsRead.empty());
    desk.catalog.upsert(serverOf("files", model::ServerState::Running));

    QCOMPARE(desk.relationsRead, (std::vector<std::string>{"files"}));
}

void TestCatalogPage::catalogOffersWhatTheStateAllows_data()
{
    QTest::addColumn<model::ServerState>("state");
    QTest::addColumn<bool>("asks");
    QTest::addColumn<QStringList>("offered");
    using model::ServerState;
    QTest::newRow("unguarded") << ServerState::Unguarded << false << QStringList{QStringLiteral("Protect…")};
    QTest::newRow("not guarded") << ServerState::SeenNotGuarded << false << QStringList{};
    QTest::newRow("waiting") << ServerState::Waiting << true
                             << QStringList{QStringLiteral("Review…"), QStringLiteral("Deny"),
                                    QStringLiteral("Unprotect")};
    QTest::newRow("gone") << ServerState::Gone << false << QStringList{};
    for (const auto state : {ServerState::Approved, ServerState::Running, ServerState::Suspended})
        QTest::addRow("approved %d", static_cast<int>(state))
            << state << false
            << QStringList{QStringLiteral("Deny"), QStringLiteral("Revoke"), QStringLiteral("Unprotect")};
    QTest::newRow("past the wrapper")
        << ServerState::RunningUnguarded << false
        << QStringList{QStringLiteral("Deny"), QStringLiteral("Revoke"), QStringLiteral("Unprotect")};
    QTest::newRow("denied") << ServerState::Denied << false
                            << QStringList{QStringLiteral("Ask again"), QStringLiteral("Unprotect")};
}

void TestCatalogPage::catalogOffersWhatTheStateAllows()
{
    QFETCH(const model::ServerState, state);
    QFETCH(const bool, asks);
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    // The state comes after the row is shown: what is offered follows it.
    desk.catalog.upsert(serverOf("files", model::ServerState::SeenNotGuarded));
    desk.catalog.upsert(serverOf("files", state));
    if (asks) {
        auto card = cardOf("one");
        card.identity.entryRef = "files";
        desk.cards.upsert(card);
    }

    QTEST(desk.enabledActions(), "offered");
}

void TestCatalogPage::approvingOpensTheCard()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    desk.catalog.upsert(serverOf("files", model::ServerState::Waiting));
    auto card = cardOf("one");
    card.identity.entryRef = "files";
    desk.cards.setCards({cardOf("other"), card});

    desk.action(QStringLiteral("Review…"))->trigger();

    QCOMPARE(desk.reviewed, (std::vector<std::string>{"one"}));
}

void TestCatalogPage::keysActOnTheChosenServer()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    desk.catalog.upsert(serverOf("files", model::ServerState::Running));
    auto* tree = desk.catalogTree();
    tree->setFocus();
    QVERIFY(QTest::qWaitForWindowActive(desk.window.get()));

    QTest::keyClick(tree, Qt::Key_Delete);
    QTest::keyClick(tree, Qt::Key_D, Qt::ControlModifier);

    QCOMPARE(desk.revoked, (std::vector<std::string>{"files"}));
    QCOMPARE(desk.denied, (std::vector<std::string>{"files"}));
}

void TestCatalogPage::contextMenuHoldsTheActions()
{
    const Desk desk;
    const auto* tree = desk.catalogTree();

    QCOMPARE(tree->contextMenuPolicy(), Qt::ActionsContextMenu);
    for (const auto* text : {"Review…", "Deny", "Revoke", "Protect…", "Unprotect"}) {
        auto* action = desk.action(QString::fromUtf8(text));
        QVERIFY2(tree->actions().contains(action), text);
        QVERIFY2(!action->shortcut().isEmpty(), text);
    }
}

void TestCatalogPage::theDoctorSaysWhyAServerDoesNotStart()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    desk.catalog.upsert(serverOf("files", model::ServerState::Unguarded));
    const auto reason =
        QStringLiteral("The folder /gone, in which the server is to be started, is not there.");
    desk.diagnoses = service::Diagnoses{
        {service::DiagnosisCode::WorkingFolderMissing, service::Severity::Fault, {{"folder", "/gone"}}, {}}};

    QVERIFY(!desk.says(reason));
    desk.action(QStringLiteral("Diagnose"))->trigger();
    QCOMPARE(desk.diagnosed, (std::vector<std::string>{"files"}));
    QVERIFY(desk.says(reason));
    QVERIFY(desk.says(QStringLiteral("Make it")));

    desk.catalog.upsert(
        serverOf("files", model::ServerState::Waiting)); // what was found may not hold any more
    QVERIFY(!desk.says(reason));
    desk.diagnoses = service::Diagnoses();
    desk.action(QStringLiteral("Diagnose"))->trigger();
    QVERIFY(desk.says(QStringLiteral("Nothing that would keep it from starting was found")));
    desk.diagnoses = base::Error{base::ErrorCode::EntryNotFound, "files"};
    desk.action(QStringLiteral("Diagnose"))->trigger();
    QVERIFY(desk.says(text::errorText(desk.diagnoses.error())));
}

void TestCatalogPage::whatWasLearnedIsShownAndCanBeForgotten()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    service::BehaviourEntry entry;
    entry.learned.calls = 412;
    entry.learned.days = 9;
    entry.learned.isLearning = false;
    entry.learned.places = {"~/src", "/tmp"};
    entry.learned.allPlaces = 2;
    entry.learned.tools = {{"read_file", 400, 3, 9, false, 2, 1, 0, 2, 511, 12287, 11}};
    desk.behaviour = entry;

    desk.catalog.upsert(serverOf("files", model::ServerState::Approved));

    QVERIFY(desk.says(QStringLiteral("Learned from 412 call(s) on 9 day(s) of use.")));
    QVERIFY(desk.says(QStringLiteral("It usually works in 2 folder(s): ~/src, /tmp.")));
    QVERIFY(desk.says(QStringLiteral("400 call(s) on 9 day(s), 3 failed; usually up to")));
    auto* forget = desk.action(QStringLiteral("Forget behaviour"));
    QVERIFY(forget->isEnabled());
    forget->trigger();
    QCOMPARE(desk.forgotten, (std::vector<std::string>{"files"}));
    QVERIFY(desk.says(QStringLiteral("Nothing was learned yet.")));
    QVERIFY(!forget->isEnabled());
}

void TestCatalogPage::undoTellsWhyItFailed()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    desk.catalog.upsert(serverOf("files", model::ServerState::Approved));

    desk.action(QStringLiteral("Unprotect"))->trigger();

    QCOMPARE(desk.undone.size(), 1U);
    QCOMPARE(desk.undone[0], (std::vector<std::string>{"files"}));
    QVERIFY(desk.says(QStringLiteral("Somebody else changed it meanwhile")));
}

void TestCatalogPage::aServerThatItsClientDroppedCanBePutBackFromTheCatalog()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    auto row = serverOf("lost", model::ServerState::SeenNotGuarded);
    row.stateReason = "dropped";
    desk.catalog.upsert(row);
    desk.choose(desk.catalog.indexOf("lost"));
    QVERIFY(desk.says(QStringLiteral("its client dropped it from its file")));
    QVERIFY(desk.action(QStringLiteral("Put back"))->isEnabled());

    desk.action(QStringLiteral("Put back"))->trigger();
    QVERIFY(desk.answers == std::vector<std::string>{"put back lost"});
    row.stateReason = "remote";
    desk.catalog.upsert(row);

    QVERIFY(!desk.action(QStringLiteral("Put back"))->isEnabled());
}

QTEST_MAIN(TestCatalogPage)
#include "tst_catalog_page.moc"
