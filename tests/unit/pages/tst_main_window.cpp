// SPDX-License-Identifier: Apache-2.0
#include "ui/pages/main_window.h"

#include "ui/models/card_list_model.h"
#include "ui/models/catalog_model.h"
#include "ui/models/matter_model.h"
#include "ui/models/protection_model.h"
#include "ui/models/session_model.h"
#include "ui/models/timeline_model.h"
#include "ui/text/error_text.h"
#include "ui/widgets/undo_bar.h"

#include <QAction>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTextEdit>
#include <QTreeView>

using namespace gatehouse;
using pages::MainWindow;

namespace {

model::ServerRow serverOf(const std::string& ref, model::ServerState state)
{
    model::ServerRow row;
    row.ref = ref;
    row.location = {"cursor", model::EntryScope::User, "/h/mcp.json", "/mcpServers/" + ref, ref};
    row.clientTitle = "Cursor";
    row.command = {"npx", "a b"};
    row.state = state;
    row.canBeGuarded = state == model::ServerState::Unguarded;
    row.isGuarded = !row.canBeGuarded && state != model::ServerState::SeenNotGuarded;
    row.line = 7;
    return row;
}

model::ApprovalCard cardOf(const std::string& id)
{
    model::ApprovalCard card;
    card.id = id;
    card.identity.entry.name = "server-" + id;
    return card;
}

/// The window over models of its own, with what the pages asked for. Discovery and plan answer at once.
struct Desk {
    models::CardListModel cards;
    models::CatalogModel catalog;
    models::MatterModel matters;
    models::SessionModel sessions;
    models::TimelineModel timeline;
    models::ProtectionModel protection;
    std::vector<std::string> reviewed;
    std::vector<std::string> denied;
    std::vector<std::string> revoked;
    std::vector<std::string> diagnosed;
    base::Result<service::Diagnoses> diagnoses = service::Diagnoses();
    service::Discovery found;
    std::vector<service::PlanOptions> planned;
    std::vector<service::PlanOptions> applied;
    std::vector<std::vector<std::string>> undone;
    std::vector<std::string> answers; ///< to what clients did: "put back notes" …
    std::unique_ptr<MainWindow> window;

    Desk()
    {
        pages::PageActions actions;
        actions.review = [this](const std::string& id) { reviewed.push_back(id); };
        actions.deny = [this](const std::string& ref) { denied.push_back(ref); };
        actions.revoke = [this](const std::string& ref) { revoked.push_back(ref); };
        actions.diagnose = [this](const std::string& ref, QObject*,
                               const service::Completion<service::Diagnoses>& done) {
            diagnosed.push_back(ref);
            done(diagnoses);
        };
        actions.discover = [this](QObject*, const service::Completion<service::Discovery>& done) {
            done(found);
        };
        actions.plan = [this](const service::PlanOptions& options, QObject*,
                           const service::Completion<service::ProtectionPlan>& done) {
            planned.push_back(options);
            service::ProtectionPlan plan;
            plan.files.push_back({"/h/mcp.json", "Cursor", options.refs, options.refs, "-old\n+new\n"});
            done(plan);
        };
        actions.apply = [this](const service::PlanOptions& options, const service::ProtectionPlan&, QObject*,
                            const service::Completion<std::vector<service::EntryResult>>& done) {
            applied.push_back(options);
            service::EntryResult result;
            result.isDone = true;
            done(std::vector<service::EntryResult>{result});
        };
        actions.undo = [this](const std::vector<std::string>& refs, QObject*,
                           const service::Completion<std::vector<service::EntryResult>>& done) {
            undone.push_back(refs);
            done(base::Error{base::ErrorCode::Changed, "/h/mcp.json"});
        };
        actions.putBack = [this](const std::vector<std::string>& refs, QObject*,
                              const service::Completion<std::vector<service::EntryResult>>& done) {
            answers.push_back("put back " + refs.front());
            service::EntryResult refused;
            refused.error = {base::ErrorCode::EntryNotEditable, "/h/config.toml"};
            done(std::vector<service::EntryResult>{refused});
        };
        actions.forget = [this](const std::string& ref) { answers.push_back("forget " + ref); };
        actions.leave = [this](const std::string& ref) { answers.push_back("leave " + ref); };
        actions.resume = [this](const std::string& file) { answers.push_back("resume " + file); };
        window = std::make_unique<MainWindow>(
            pages::PageContext{cards, catalog, matters, sessions, timeline, protection, actions});
    }

    QPushButton* button(const QString& part) const
    {
        for (auto* button : window->findChildren<QPushButton*>())
            if (button->text().remove(QLatin1Char('&')).contains(part))
                return button;
        return nullptr;
    }
    QTreeView* catalogTree() const
    {
        for (auto* tree : window->findChildren<QTreeView*>())
            if (tree->model() == &catalog)
                return tree;
        return nullptr;
    }
    QAction* action(const QString& text) const
    {
        for (auto* action : window->findChildren<QAction*>())
            if (action->text().remove(QLatin1Char('&')) == text)
                return action;
        return nullptr;
    }
    /// The texts of what may be done with the chosen server.
    QStringList enabledActions() const
    {
        QStringList texts;
        for (const auto* text : {"Review…", "Deny", "Revoke", "Ask again", "Protect…", "Unprotect"}) {
            const auto* named = action(QString::fromUtf8(text));
            if (named != nullptr && named->isEnabled())
                texts << QString::fromUtf8(text);
        }
        return texts;
    }
    bool says(const QString& part) const
    {
        for (const auto* label : window->findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(part))
                return true;
        for (const auto* text : window->findChildren<QTextEdit*>())
            if (text->isVisible() && text->toPlainText().contains(part))
                return true;
        return false;
    }
};

} // namespace

class TestMainWindow : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyPageHasATitleAndOpensByItsId();
    void emptyPagesSayWhatTheyAreFor();
    void inboxCountsAndReviewsTheChosenCard();
    void catalogShowsWhereAServerComesFrom();
    void catalogOffersWhatTheStateAllows_data();
    void catalogOffersWhatTheStateAllows();
    void approvingOpensTheCard();
    void keysActOnTheChosenServer();
    void contextMenuHoldsTheActions();
    void theDoctorSaysWhyAServerDoesNotStart();
    void undoTellsWhyItFailed();
    void theUndoBarTakesBackByKey();
    void theUndoBarGoesByItself();
    void nothingIsAppliedBeforeConsent();
    void untickedServersAreNotApplied();
    void theReviewPageSaysWhatClientsDidAndAnswers();
    void aServerThatItsClientDroppedCanBePutBackFromTheCatalog();
    void timelineDetailsAreReadable();
    void scrollingAwayPausesTheTimeline();
    void everyControlHasAnAccessibleName();
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

void TestMainWindow::inboxCountsAndReviewsTheChosenCard()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("review"));
    desk.cards.setCards({cardOf("one"), cardOf("two")});
    QVERIFY(desk.window->findChild<QListWidget*>()->item(0)->text().contains(QStringLiteral("(2)")));

    QTest::mouseClick(desk.button(QStringLiteral("Review")), Qt::LeftButton);

    QCOMPARE(desk.reviewed, (std::vector<std::string>{"one"}));
}

void TestMainWindow::catalogShowsWhereAServerComesFrom()
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

void TestMainWindow::catalogOffersWhatTheStateAllows_data()
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
    for (const auto state : {ServerState::Approved, ServerState::Running})
        QTest::addRow("approved %d", static_cast<int>(state))
            << state << false
            << QStringList{QStringLiteral("Deny"), QStringLiteral("Revoke"), QStringLiteral("Unprotect")};
    QTest::newRow("past the wrapper")
        << ServerState::RunningUnguarded << false
        << QStringList{QStringLiteral("Deny"), QStringLiteral("Revoke"), QStringLiteral("Unprotect")};
    QTest::newRow("denied") << ServerState::Denied << false
                            << QStringList{QStringLiteral("Ask again"), QStringLiteral("Unprotect")};
}

void TestMainWindow::catalogOffersWhatTheStateAllows()
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

void TestMainWindow::approvingOpensTheCard()
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

void TestMainWindow::keysActOnTheChosenServer()
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

void TestMainWindow::contextMenuHoldsTheActions()
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

void TestMainWindow::theDoctorSaysWhyAServerDoesNotStart()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    desk.catalog.upsert(serverOf("files", model::ServerState::Unguarded));
    const auto reason = QStringLiteral("The folder /gone, in which the server is to be started, is not there.");
    desk.diagnoses = service::Diagnoses{
        {service::DiagnosisCode::WorkingFolderMissing, service::Severity::Fault, {{"folder", "/gone"}}, {}}};

    QVERIFY(!desk.says(reason));
    desk.action(QStringLiteral("Diagnose"))->trigger();
    QCOMPARE(desk.diagnosed, (std::vector<std::string>{"files"}));
    QVERIFY(desk.says(reason));
    QVERIFY(desk.says(QStringLiteral("Make it")));

    desk.catalog.upsert(serverOf("files", model::ServerState::Waiting)); // what was found may not hold any more
    QVERIFY(!desk.says(reason));
    desk.diagnoses = service::Diagnoses();
    desk.action(QStringLiteral("Diagnose"))->trigger();
    QVERIFY(desk.says(QStringLiteral("Nothing that would keep it from starting was found")));
    desk.diagnoses = base::Error{base::ErrorCode::EntryNotFound, "files"};
    desk.action(QStringLiteral("Diagnose"))->trigger();
    QVERIFY(desk.says(text::errorText(desk.diagnoses.error())));
}

void TestMainWindow::undoTellsWhyItFailed()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    desk.catalog.upsert(serverOf("files", model::ServerState::Approved));

    desk.action(QStringLiteral("Unprotect"))->trigger();

    QCOMPARE(desk.undone.size(), 1U);
    QCOMPARE(desk.undone[0], (std::vector<std::string>{"files"}));
    QVERIFY(desk.says(QStringLiteral("Somebody else changed it meanwhile")));
}

void TestMainWindow::nothingIsAppliedBeforeConsent()
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

void TestMainWindow::untickedServersAreNotApplied()
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

} // namespace

void TestMainWindow::theReviewPageSaysWhatClientsDidAndAnswers()
{
    using Kind = service::Matter::Kind;
    Desk desk;
    desk.window->showPage(QStringLiteral("review"));
    const auto matter = [](Kind kind, const std::string& name) {
        return service::Matter{kind, serverOf(name, model::ServerState::Unguarded)};
    };
    desk.matters.setMatters({matter(Kind::NewEntry, "fresh"), matter(Kind::Dropped, "lost"), matter(Kind::Fight, "")});
    QVERIFY(desk.says(QStringLiteral("Cursor: “fresh” is new and not guarded")));
    QVERIFY(desk.says(QStringLiteral("Cursor dropped “lost” from its file")));
    QVERIFY(desk.says(QStringLiteral("Cursor keeps unwrapping its servers")));

    for (const auto* text : {"Leave unguarded", "Put back", "Do without it", "Guard again"})
        QTest::mouseClick(desk.button(QString::fromUtf8(text)), Qt::LeftButton);
    const std::vector<std::string> expected{"leave fresh", "put back lost", "forget lost", "resume /h/mcp.json"};
    QVERIFY(desk.answers == expected);
    QVERIFY(desk.says(QStringLiteral("/h/config.toml"))); // why it could not be put back
    QTest::mouseClick(desk.button(QStringLiteral("Protect…")), Qt::LeftButton);
    QCOMPARE(desk.window->currentPage(), QStringLiteral("protect"));

    desk.window->showPage(QStringLiteral("review"));
    desk.matters.setMatters({});
    QVERIFY(!desk.says(QStringLiteral("fresh")));
}

void TestMainWindow::aServerThatItsClientDroppedCanBePutBackFromTheCatalog()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    auto row = serverOf("lost", model::ServerState::SeenNotGuarded);
    row.stateReason = "dropped";
    desk.catalog.upsert(row);
    desk.catalogTree()->setCurrentIndex(desk.catalog.indexOf("lost"));
    QVERIFY(desk.says(QStringLiteral("its client dropped it from its file")));
    QVERIFY(desk.action(QStringLiteral("Put back"))->isEnabled());

    desk.action(QStringLiteral("Put back"))->trigger();
    QVERIFY(desk.answers == std::vector<std::string>{"put back lost"});
    row.stateReason = "remote";
    desk.catalog.upsert(row);

    QVERIFY(!desk.action(QStringLiteral("Put back"))->isEnabled());
}

void TestMainWindow::timelineDetailsAreReadable()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("timeline"));

    desk.timeline.setFetch(eventsOf(3));

    QVERIFY(desk.says(QStringLiteral("\"name\": \"string\"")));
    QVERIFY(desk.says(QStringLiteral("line 3 of its journal")));
    QVERIFY(desk.says(QStringLiteral("duplicate-key")));
}

void TestMainWindow::scrollingAwayPausesTheTimeline()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("timeline"));
    desk.timeline.setFetch(eventsOf(400));
    QTableView* table = nullptr;
    for (auto* candidate : desk.window->findChildren<QTableView*>())
        if (candidate->model() == &desk.timeline)
            table = candidate;
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

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
