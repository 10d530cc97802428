// SPDX-License-Identifier: Apache-2.0
// Who is told of what: nothing here decides anything.
#include "core/service/client_orders.h"
#include "core/service/gatehouse_state.h"

#include <set>

namespace gatehouse::service {

void Gatehouse::connectServices()
{
    auto& state = *m_state;
    const auto onProblem = [this](const base::Error& problem) { addProblem(problem); };
    connect(state.watcher.get(), &JournalWatcher::failed, this, onProblem);
    connect(&state.publisher, &SnapshotPublisher::failed, this, onProblem);
    connect(&state.catalog, &CatalogService::failed, this, onProblem);
    connect(&state.grants, &SessionGrants::failed, this, onProblem);
    connect(state.desk.get(), &PeerDesk::refused, this, onProblem);
    connect(&state.bypasses, &BypassWatch::failed, this, onProblem);
    connect(&state.catalog, &CatalogService::refreshed, &state.bypasses, &BypassWatch::look);
    connect(&state.bypasses, &BypassWatch::changed, &state.catalog, [this](const std::vector<Bypass>& found) {
        std::set<std::string> refs;
        for (const auto& bypass : found)
            refs.insert(bypass.ref);
        m_state->catalog.setRunningUnguarded(refs);
    });
    connect(state.desk.get(), &PeerDesk::windowRequested, this, &Gatehouse::windowRequested);
    connect(state.desk.get(), &PeerDesk::liveWrappersChanged, this, &Gatehouse::liveWrappersChanged);
    connect(state.desk.get(), &PeerDesk::refreshRequested, &state.catalog, &CatalogService::refresh);
    connect(state.desk.get(), &PeerDesk::wrapperGone, this, [this] {
        m_state->watcher->foldAll();
        reloadPending();
        closeAbandoned();
    });
    connect(&state.grants, &SessionGrants::ended, &state.publisher, [this] { m_state->publisher.publish(); });
    connect(&state.protection, &ProtectionService::protectionChanged, this, [this] {
        m_state->publisher.publish();
        m_state->catalog.refresh();
    });
    const auto onRegistry = [this] {
        m_state->grants.reload();
        m_state->catalog.refreshStandings();
    };
    connect(&state.approvals, &ApprovalQueue::decided, this, onRegistry);
    connect(&state.toolDecisions, &ToolDecisions::changed, this,
        [this](const std::string&, const model::ToolsDecision& decision) {
            m_state->catalog.refreshTools(decision.serverRef);
            m_state->toolDecisions.refreshNews();
        });
    connect(&state.toolDecisions, &ToolDecisions::undone, this,
        [this](const std::string&, const std::string& ref) {
            m_state->catalog.refreshTools(ref);
            m_state->toolDecisions.refreshNews();
        });
    connect(state.desk.get(), &PeerDesk::toolsDecided, &state.catalog, [this](const std::string& ref) {
        m_state->catalog.refreshTools(ref);
        m_state->toolDecisions.refreshNews();
    });
    connect(&state.registry, &RegistryService::changed, this, [this, onRegistry] {
        onRegistry();
        reloadPending();
        m_state->toolDecisions.refreshNews();
    });
    connect(state.desk.get(), &PeerDesk::registryChanged, &state.registry, &RegistryService::changed);
    connect(&state.organisation, &OrganisationWatch::changed, &state.registry, [this] {
        m_state->publisher.publish();
        Q_EMIT m_state->registry.changed();
    });
    const auto onEnded = [this, onRegistry] {
        onRegistry();
        reloadPending();
    };
    connect(&state.approvals, &ApprovalQueue::revoked, this, onEnded);
    connect(&state.entryDecisions, &EntryDecisions::changed, this, onEnded);
    connect(&state.entryDecisions, &EntryDecisions::undone, this, onEnded);
    connect(state.desk.get(), &PeerDesk::listsChanged, this, &Gatehouse::onListsChanged);
    connect(&state.approvals, &ApprovalQueue::cardAdded, &state.catalog,
        [this] { m_state->catalog.refreshStandings(); });
    connect(state.watcher.get(), &JournalWatcher::folded, this, [this, onRegistry](const FoldReport& report) {
        for (const auto& session : report.sessions) {
            Q_EMIT m_state->timeline.sessionUpserted(session.row);
            if (session.toSequence >= session.fromSequence)
                Q_EMIT m_state->timeline.eventsStored(
                    session.row.id, session.fromSequence, session.toSequence);
        }
        for (const auto& own : report.own)
            Q_EMIT m_state->timeline.eventsStored(own.id, own.fromSequence, own.toSequence);
        for (const auto& problem : report.problems)
            addProblem(problem);
        if (report.registryChanged) {
            m_state->publisher.publish();
            onRegistry();
        } else if (!report.sessions.empty()) {
            m_state->catalog.refreshStandings();
        }
        if (report.pendingChanged)
            reloadPending();
        for (const auto& ref : report.toolsOf)
            m_state->catalog.refreshTools(ref);
        if (report.registryChanged || !report.toolsOf.empty())
            m_state->toolDecisions.refreshNews();
        m_state->areOrdersDue = m_state->areOrdersDue || !report.toolsOf.empty();
        if (m_state->areOrdersDue && !report.hasMore)
            followOrders();
    });
    connectHealing();
    state.watcher->foldAll();
    state.publisher.publish();
    state.grants.reload();
    state.catalog.refresh();
    state.toolDecisions.refreshNews();
    reloadPending();
    closeAbandoned();
    // Behind the first fold: what the journals say of the files is in the books by then.
    state.store.run(
        this, [](Ledger& ledger) { return ledger.clientFiles(); },
        [this](const base::Result<std::vector<clients::FileView>>& files) {
            if (files)
                m_state->healing.start(*files);
            else
                addProblem(files.error());
        });
    connect(&state.catalog, &CatalogService::refreshed, this, [this] {
        for (const auto& row : m_state->catalog.servers())
            m_state->approvals.setEntryLine(row.ref, row.line);
    });
}

/// Once all of what wrappers wrote is there: calls of several sessions count in the order of their times, and
/// a call whose cause is not read yet would seem to have none. Journals that never rest do not put it off for
/// ever. What it finds is a line of our own journal, which the watcher folds and shows as any other.
void Gatehouse::followOrders()
{
    if (m_state->watcher->hasUnread() && ++m_state->ordersPutOff <= State::kMostPutOff)
        return;
    m_state->areOrdersDue = false;
    m_state->ordersPutOff = 0;
    m_state->store.run(
        this, [](Ledger& ledger) { return followClientOrders(ledger, base::SystemClock().now()); },
        [this](const base::Result<std::size_t>& told) {
            if (!told)
                addProblem(told.error());
        });
}

void Gatehouse::connectHealing()
{
    auto& state = *m_state;
    connect(&state.healing, &HealingService::failed, this, &Gatehouse::addProblem);
    connect(&state.healing, &HealingService::fileTouched, &state.catalog, &CatalogService::refreshSoon);
    connect(&state.healing, &HealingService::entriesChanged, this, [this] {
        m_state->publisher.publish();
        m_state->catalog.refresh();
    });
    connect(&state.healing, &HealingService::mattersChanged, &state.catalog,
        [this] { m_state->catalog.setMatters(m_state->healing.matters()); });
    connect(&state.catalog, &CatalogService::placesFound, &state.healing, &HealingService::setPlaces);
    connect(state.desk.get(), &PeerDesk::refreshRequested, &state.healing, &HealingService::lookAgain);
    connect(
        &state.protection, &ProtectionService::protectionChanged, &state.healing, &HealingService::lookAgain);
}

} // namespace gatehouse::service
