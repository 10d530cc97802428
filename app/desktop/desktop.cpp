// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/desktop.h"

#include "core/service/approval_queue.h"
#include "core/service/catalog_service.h"
#include "core/service/entry_decisions.h"
#include "core/service/healing_service.h"
#include "core/service/protection_service.h"
#include "core/service/registry_service.h"
#include "core/service/timeline_service.h"
#include "core/service/tool_decisions.h"
#include "ui/approvals/card_facts.h"
#include "ui/models/card_summary.h"
#include "ui/models/follow.h"
#include "ui/text/decision_text.h"
#include "ui/text/error_text.h"
#include "ui/text/matter_text.h"
#include "ui/text/qt_convert.h"
#include "ui/text/tool_text.h"
#include "ui/widgets/shape_icon.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/undo_bar.h"

#include <QApplication>
#include <QDBusConnection>
#include <QGuiApplication>

#include <algorithm>
#include <chrono>
#include <utility>

namespace gatehouse::desktop {
namespace {

using model::ServerState;

/// On Wayland nothing can be placed or shown without the focus, so the notification asks and the card comes
/// when it is wanted.
bool cardsMayAppear()
{
    return !QGuiApplication::platformName().startsWith(QStringLiteral("wayland"));
}

} // namespace

Desktop::Desktop(std::unique_ptr<service::Gatehouse> gatehouse, const Options& options)
    : m_gatehouse(std::move(gatehouse))
{
    QApplication::setQuitOnLastWindowClosed(false);
    // The name that installers/desktop/org.gatehouse.Desktop.service.in lets the bus start this program by.
    QDBusConnection::sessionBus().registerService(QStringLiteral("org.gatehouse.Desktop"));
    connectServices();
    m_card = std::make_unique<approvals::CardWindow>(m_cards);
    m_card->setAppearsByItself(cardsMayAppear());
    m_window = std::make_unique<pages::MainWindow>(pages::PageContext{
        m_cards, m_catalog, m_matters, m_sessions, m_timeline, m_protection, pageActions()});
    connectWindows();
    updateSituation();
    openFirstWindow(options);
}

Desktop::~Desktop()
{
    m_notifier.withdraw();
}

void Desktop::connectServices()
{
    constexpr std::chrono::milliseconds kGather{50};
    m_situationTimer.setSingleShot(true);
    m_situationTimer.setInterval(kGather);
    connect(&m_situationTimer, &QTimer::timeout, this, &Desktop::updateSituation);
    const auto look = [this] {
        if (!m_situationTimer.isActive())
            m_situationTimer.start();
    };
    for (QAbstractItemModel* model : {static_cast<QAbstractItemModel*>(&m_cards),
             static_cast<QAbstractItemModel*>(&m_catalog), static_cast<QAbstractItemModel*>(&m_matters)}) {
        connect(model, &QAbstractItemModel::rowsInserted, this, look);
        connect(model, &QAbstractItemModel::rowsRemoved, this, look);
        connect(model, &QAbstractItemModel::dataChanged, this, look);
        connect(model, &QAbstractItemModel::modelReset, this, look);
    }
    connect(m_gatehouse.get(), &service::Gatehouse::problemsChanged, this, look);
    connect(m_gatehouse.get(), &service::Gatehouse::liveWrappersChanged, this, look);
    connect(m_gatehouse.get(), &service::Gatehouse::windowRequested, this, &Desktop::showPage);
    connect(&m_gatehouse->protection(), &service::ProtectionService::protectionChanged,
        &m_gatehouse->catalog(), &service::CatalogService::refresh);
    models::follow(m_cards, m_gatehouse->approvals());
    models::follow(m_catalog, m_gatehouse->catalog());
    models::follow(m_matters, m_gatehouse->healing());
    models::follow(m_sessions, m_gatehouse->timeline());
    models::follow(m_timeline, m_gatehouse->timeline());
    m_gatehouse->catalog().refresh();
}

void Desktop::connectWindows()
{
    auto& approvals = m_gatehouse->approvals();
    connect(m_card.get(), &approvals::CardWindow::answering, this,
        [this](const std::vector<std::string>& cardIds) { m_answers.answer(cardIds); });
    connect(m_card.get(), &approvals::CardWindow::answered, &approvals,
        [&approvals](const std::string& cardId, model::Choice choice, model::AnsweredBy by) {
            approvals.decide(cardId, choice, by);
        });
    connectUndo();
    connect(&m_tray, &tray::TrayIcon::reviewRequested, this, [this] { showPage("review"); });
    connect(&m_tray, &tray::TrayIcon::pageRequested, this,
        [this](const QString& id) { showPage(id.toStdString()); });
    connect(&m_tray, &tray::TrayIcon::quitRequested, qApp, &QApplication::quit);
    connect(&m_notifier, &tray::Notifier::reviewRequested, this, [this] { m_card->review(); });
    connect(&m_notifier, &tray::Notifier::failed, this, [this] {
        // Nobody else can tell the user, so the card comes in any case.
        if (m_cards.urgentCount() > 0 && !cardsMayAppear())
            m_card->review();
    });
    connect(&m_appearance, &widgets::AppearanceWatch::appearanceChanged, this,
        [](widgets::Appearance appearance) { widgets::applyTheme(*qApp, appearance); });
}

void Desktop::connectUndo()
{
    auto& approvals = m_gatehouse->approvals();
    auto& entries = m_gatehouse->entryDecisions();
    const auto tell = [this](const std::string&, const base::Error& error) {
        m_window->setStatus(text::errorText(error));
    };
    const auto withdraw = [this](
                              const std::string& id) { m_window->undoBar().withdraw(text::toQString(id)); };
    connect(&approvals, &service::ApprovalQueue::decisionFailed, m_window.get(), tell);
    connect(&entries, &service::EntryDecisions::failed, m_window.get(), tell);
    connect(&approvals, &service::ApprovalQueue::revoked, m_window.get(), withdraw);
    connect(&approvals, &service::ApprovalQueue::decided, m_window.get(),
        [this](const std::string& cardId, const model::RegistryDecision& decision) {
            m_undoes = Undoes::Answer;
            m_decidedTogether = m_answers.decided(cardId, decision);
            m_window->undoBar().offer(text::toQString(decision.id), text::decidedText(m_decidedTogether),
                service::kUndoMilliseconds);
        });
    connect(&entries, &service::EntryDecisions::changed, m_window.get(),
        [this](const std::string& changeId, const service::EntryChange& change) {
            m_undoes = Undoes::EntryChange;
            m_window->undoBar().offer(text::toQString(changeId),
                text::entryChangedText(change.name, change.isDenied, change.wasDenied),
                service::kUndoMilliseconds);
        });
    connect(&m_gatehouse->toolDecisions(), &service::ToolDecisions::failed, m_window.get(), tell);
    connect(&m_gatehouse->toolDecisions(), &service::ToolDecisions::changed, m_window.get(),
        [this](const std::string& changeId, const model::ToolsDecision& decision) {
            m_undoes = Undoes::ToolsDecision;
            m_window->undoBar().offer(
                text::toQString(changeId), text::toolsDecidedText(decision), service::kUndoMilliseconds);
        });
    connect(&m_window->undoBar(), &widgets::UndoBar::undoRequested, this, [this](const QString& id) {
        switch (m_undoes) {
        case Undoes::Answer:
            // What was decided with one answer is taken back with one.
            for (const auto& one : m_decidedTogether)
                m_gatehouse->approvals().undo(one.id, m_input.answeredBy());
            break;
        case Undoes::EntryChange:
            m_gatehouse->entryDecisions().undo(id.toStdString(), m_input.answeredBy());
            break;
        case Undoes::ToolsDecision:
            m_gatehouse->toolDecisions().undo(id.toStdString(), m_input.answeredBy());
            break;
        }
    });
}

/// What waits is the queue's to deny, since its wrappers wait for that answer; what was approved is the
/// registry's.
void Desktop::deny(const std::string& serverRef)
{
    if (const auto* card = m_cards.findEntry(serverRef))
        m_gatehouse->approvals().decide(card->id, model::Choice::Deny, m_input.answeredBy());
    else
        m_gatehouse->entryDecisions().deny(serverRef, m_input.answeredBy());
}

pages::PageActions Desktop::pageActions()
{
    auto& protection = m_gatehouse->protection();
    auto& catalog = m_gatehouse->catalog();
    pages::PageActions actions;
    actions.review = [this](const std::string& cardId) { m_card->review(cardId); };
    actions.refreshCatalog = [&catalog] { catalog.refresh(); };
    actions.diagnose = [this](const std::string& serverRef, QObject* context,
                           service::Completion<service::Diagnoses> done) {
        m_gatehouse->diagnose(serverRef, context, std::move(done));
    };
    actions.readRelations = [&catalog](const std::string& serverRef, QObject* context,
                                service::Completion<service::ServerRelations> done) {
        catalog.readRelations(serverRef, context, std::move(done));
    };
    actions.readClientRelations = [&catalog](const std::string& client, QObject* context,
                                      service::Completion<service::ClientRelations> done) {
        catalog.readClientRelations(client, context, std::move(done));
    };
    actions.readHistory = [&catalog](const model::DefinitionRow& tool, QObject* context,
                              service::Completion<std::vector<model::DefinitionVersion>> done) {
        catalog.readHistory(tool, context, std::move(done));
    };
    actions.exportCatalog = [&catalog](service::CatalogFormat format, QObject* context,
                                service::Completion<std::string> done) {
        catalog.exportAs(format, context, std::move(done));
    };
    actions.lists = [this](QObject* context, service::Completion<service::ListStanding> done) {
        m_gatehouse->lists(context, std::move(done));
    };
    actions.toolReputation = [this](const std::string& serverRef, const std::string& tool, QObject* context,
                                 service::Completion<model::Reputation> done) {
        m_gatehouse->toolReputation(serverRef, tool, context, std::move(done));
    };
    actions.importList = [this](const std::string& path, bool isTrial, QObject* context,
                             service::Completion<service::ListPreview> done) {
        m_gatehouse->importList(path, isTrial, context, std::move(done));
    };
    actions.readBehaviour = [this](const std::string& serverRef, QObject* context,
                                service::Completion<service::BehaviourEntry> done) {
        m_gatehouse->readBehaviour(serverRef, context, std::move(done));
    };
    actions.forgetBehaviour = [this](const std::string& serverRef, QObject* context,
                                  service::Completion<service::BehaviourEntry> done) {
        m_gatehouse->forgetBehaviour(serverRef, m_input.answeredBy(), context, std::move(done));
    };
    actions.deny = [this](const std::string& serverRef) { deny(serverRef); };
    actions.revoke = [this](const std::string& serverRef) {
        m_gatehouse->entryDecisions().revoke(serverRef, m_input.answeredBy());
    };
    auto& tools = m_gatehouse->toolDecisions();
    actions.readTools = [&tools](const std::string& serverRef, QObject* context,
                            service::Completion<service::ToolTable> done) {
        tools.read(serverRef, context, std::move(done));
    };
    actions.watchToolNews = [&tools](QObject* context,
                                std::function<void(const std::vector<service::ToolNews>&)> tell) {
        QObject::connect(
            &tools, &service::ToolDecisions::newsChanged, context, [&tools, tell] { tell(tools.news()); });
        tell(tools.news());
    };
    actions.decideTools = [this, &tools](model::ToolsDecision decision) {
        decision.answeredBy = m_input.answeredBy();
        tools.decide(std::move(decision));
    };
    auto& registry = m_gatehouse->registry();
    actions.registry.read = [&registry](
                                QObject* context, service::Completion<service::RegistryStanding> done) {
        registry.read(context, std::move(done));
    };
    actions.registry.preview = [&registry](const std::string& path, QObject* context,
                                   service::Completion<service::ImportPreview> done) {
        registry.preview(path, context, std::move(done));
    };
    actions.registry.take = [&registry](const std::string& path, const std::string& digest,
                                model::AnsweredBy by, QObject* context,
                                service::Completion<std::size_t> done) {
        registry.take(path, digest, by, context, std::move(done));
    };
    actions.registry.exportTo = [&registry](const std::string& path, QObject* context,
                                    service::Completion<service::ExportReport> done) {
        registry.exportTo(path, context, std::move(done));
    };
    actions.registry.approve = [&registry](const std::string& candidateId, model::AnsweredBy by,
                                   QObject* context, service::Completion<std::string> done) {
        registry.approve(candidateId, by, context, std::move(done));
    };
    actions.registry.dismiss = [this, &registry](const std::vector<std::string>& candidateIds,
                                   QObject* context, service::Completion<std::size_t> done) {
        registry.dismiss(candidateIds, m_input.answeredBy(), context, std::move(done));
    };
    actions.registry.watch = [&registry](QObject* context, std::function<void()> tell) {
        QObject::connect(&registry, &service::RegistryService::changed, context, std::move(tell));
    };
    actions.discover = [&protection](QObject* context, service::Completion<service::Discovery> done) {
        protection.discover(context, std::move(done));
    };
    actions.plan = [&protection](const service::PlanOptions& options, QObject* context,
                       service::Completion<service::ProtectionPlan> done) {
        protection.plan(options, context, std::move(done));
    };
    actions.apply = [&protection](const service::PlanOptions& options,
                        const service::ProtectionPlan& expected, QObject* context,
                        service::Completion<std::vector<service::EntryResult>> done) {
        protection.apply(options, expected, context, std::move(done));
    };
    actions.undo = [&protection](const std::vector<std::string>& refs, QObject* context,
                       service::Completion<std::vector<service::EntryResult>> done) {
        protection.undo(refs, context, std::move(done));
    };
    auto& healing = m_gatehouse->healing();
    actions.putBack = [&healing](const std::vector<std::string>& refs, QObject* context,
                          service::Completion<std::vector<service::EntryResult>> done) {
        healing.putBack(refs, context, std::move(done));
    };
    actions.forget = [&healing](const std::string& serverRef) { healing.forget(serverRef); };
    actions.leave = [&healing](const std::string& serverRef) { healing.leave(serverRef); };
    actions.resume = [&healing](const std::string& file) { healing.resume(file); };
    return actions;
}

void Desktop::showPage(const std::string& page)
{
    if (page == "review" && m_cards.rowCount() > 0)
        m_card->review();
    else
        m_window->showPage(text::toQString(page));
}

void Desktop::openFirstWindow(const Options& options)
{
    if (options.isBackground)
        return;
    if (!options.page.empty()) {
        showPage(options.page);
        return;
    }
    // Whether anything is guarded is known once the catalog has been read; a first start leads to consent.
    auto& catalog = m_gatehouse->catalog();
    auto* once = new QObject(this);
    connect(&catalog, &service::CatalogService::refreshed, once, [this, once, &catalog] {
        once->deleteLater();
        const auto servers = catalog.servers();
        const bool isGuarding = std::any_of(
            servers.begin(), servers.end(), [](const model::ServerRow& row) { return row.isGuarded; });
        if (m_window->currentPage() == QStringLiteral("review") && !isGuarding)
            m_window->showPage(QStringLiteral("protect"));
    });
    m_window->showPage({});
}

void Desktop::updateSituation()
{
    tray::Situation situation;
    situation.questions = m_cards.matterCount() + m_matters.rowCount();
    const auto servers = m_gatehouse->catalog().servers();
    for (const auto& server : servers) {
        const bool runsUnguarded = server.state == ServerState::RunningUnguarded;
        situation.guarded += server.isGuarded ? 1 : 0;
        situation.unguarded += server.canBeGuarded ? 1 : 0;
        situation.bypassed += runsUnguarded && server.isGuarded ? 1 : 0;
        situation.running += server.liveSessions;
    }
    if (const auto problems = m_gatehouse->problems(); !problems.isEmpty())
        situation.problem = text::errorText(problems.front());
    for (int row = 0; row < m_matters.rowCount() && situation.problem.isEmpty(); ++row) {
        const auto* const matter = m_matters.matterAt(row);
        if (matter->kind == service::Matter::Kind::Fight)
            situation.problem = text::matterTitle(*matter);
    }
    m_tray.setSituation(situation);
    m_window->setStatus(tray::sentenceOf(situation));
    updateNotice();
}

void Desktop::updateNotice()
{
    const model::ApprovalCard* first = nullptr;
    std::string about;
    for (int row = 0; row < m_cards.rowCount(); ++row) {
        const auto* card = m_cards.cardAt(row);
        if (!models::asksForAWindow(*card))
            continue;
        first = first == nullptr ? card : first;
        about += card->id + " ";
    }
    if (about == m_noticed)
        return;
    m_noticed = about;
    if (first == nullptr) {
        m_notifier.withdraw();
        return;
    }
    tray::Notice notice;
    notice.summary = m_cards.urgentCount() == 1
        ? models::cardTitle(*first)
        : tr("%n server(s) wait for your decision", nullptr, m_cards.urgentCount());
    notice.body =
        tr("Asked by %1. Nothing of it runs until you decide.").arg(approvals::clientTitleOf(*first));
    m_notifier.show(notice);
}

} // namespace gatehouse::desktop
