// SPDX-License-Identifier: Apache-2.0
#include "core/service/gatehouse.h"

#include "core/base/file.h"
#include "core/service/approval_queue.h"
#include "core/service/bypass_watch.h"
#include "core/service/catalog_service.h"
#include "core/service/doctor/doctor.h"
#include "core/service/doctor/doctor_books.h"
#include "core/service/entry_decisions.h"
#include "core/service/healing_service.h"
#include "core/service/ipc_server.h"
#include "core/service/journal_watcher.h"
#include "core/service/ledger.h"
#include "core/service/own_journal.h"
#include "core/service/peer_desk.h"
#include "core/service/peer_reader.h"
#include "core/service/protection_service.h"
#include "core/service/protector.h"
#include "core/service/session_addresses.h"
#include "core/service/session_grants.h"
#include "core/service/snapshot_publisher.h"
#include "core/service/store_thread.h"
#include "core/service/timeline_service.h"
#include "core/service/tool_decisions.h"
#include "core/service/work_pool.h"

#include <QPointer>

#include <algorithm>
#include <future>
#include <set>

namespace gatehouse::service {
namespace {

constexpr std::chrono::milliseconds kGrantInterval{2000};
constexpr std::chrono::milliseconds kBypassInterval{5000};
constexpr qsizetype kKeptProblems = 50;

} // namespace

/// Built from the bottom to the top and taken down in the opposite order: what talks to wrappers goes first,
/// the books last.
class Gatehouse::State {
public:
    State(GatehouseOptions given, std::shared_ptr<OwnJournal> own, std::unique_ptr<Ledger> ledger)
        : options(std::move(given))
        , journal(std::move(own))
        , processes(systemProcessTree())
        , protector(std::make_shared<const Protector>(ProtectorOptions{options.places, options.wrapperSource,
              options.program, journal, {}, [this] { return publishNow(); }}))
        , store(std::move(ledger))
        , publisher(store)
        , approvals(store)
        , entryDecisions(store)
        , toolDecisions(store)
        , catalog(store, protector)
        , timeline(store)
        , protection(protector)
        , healing(HealerOptions{options.places, options.wrapperSource, options.program, journal,
              [this] { return publishNow(); }, options.healing})
        , grants(store, *processes, kGrantInterval)
        , bypasses({wrapperPaths(options.places), journal,
                       [this] {
                           const auto rows = catalog.servers();
                           return std::vector<model::ServerRow>(rows.begin(), rows.end());
                       }},
              kBypassInterval)
    {
    }

    /// From a pool that ends before the store thread does. Waits: the caller's next step is to rely on it.
    base::Result<void> publishNow()
    {
        const auto promise = std::make_shared<std::promise<base::Result<std::uint64_t>>>();
        auto published = promise->get_future();
        store.run([promise](Ledger& ledger) { promise->set_value(ledger.publishSnapshot()); });
        const auto generation = published.get();
        return generation ? base::Result<void>() : generation.error();
    }

    base::Result<void> listen()
    {
        auto folder = JournalWatcher::watch(store, options.places.journalFolder);
        if (!folder)
            return folder.error();
        watcher = std::move(*folder);
        auto listening = IpcServer::listen(options.places.socket);
        if (!listening)
            return listening.error();
        server = std::move(*listening);
        desk = std::make_unique<PeerDesk>(
            PeerDeskParts{options.places, *server, store, approvals, publisher, *processes, journal});
        return {};
    }

    GatehouseOptions options;
    std::shared_ptr<OwnJournal> journal;
    std::unique_ptr<ProcessTree> processes;
    std::shared_ptr<const Protector> protector;
    StoreThread store;
    SnapshotPublisher publisher;
    ApprovalQueue approvals;
    EntryDecisions entryDecisions;
    ToolDecisions toolDecisions;
    CatalogService catalog;
    TimelineService timeline;
    ProtectionService protection;
    HealingService healing;
    SessionGrants grants;
    BypassWatch bypasses;
    std::unique_ptr<JournalWatcher> watcher;
    std::unique_ptr<IpcServer> server;
    std::unique_ptr<PeerDesk> desk;
    QVector<base::Error> problems;
    WorkPool errands; ///< last: it goes first, and waits for what is under way
};

base::Result<std::unique_ptr<Gatehouse>> Gatehouse::open(GatehouseOptions options)
{
    const auto& places = options.places;
    for (const auto& folder :
        {places.stateFolder, places.journalFolder, places.dataFolder, places.configFolder}) {
        if (const auto made = base::makePrivateFolder(folder); !made)
            return made.error();
    }
    auto journal = std::make_shared<OwnJournal>(places.journalFolder, options.program);
    auto ledger =
        Ledger::open({places, options.program, options.commandLineProgram, kOrganisationPolicy, journal});
    if (!ledger)
        return ledger.error();
    auto state = std::make_unique<State>(std::move(options), std::move(journal), std::move(*ledger));
    if (const auto listening = state->listen(); !listening)
        return listening.error();
    if (!state->options.desktopProgram.empty()) {
        if (const auto kept = writeSessionAddresses(state->options.places, state->options.desktopProgram);
            !kept)
            return kept.error();
    }
    std::unique_ptr<Gatehouse> gatehouse(new Gatehouse(std::move(state)));
    gatehouse->connectServices();
    return gatehouse;
}

Gatehouse::Gatehouse(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

Gatehouse::~Gatehouse() = default;

void Gatehouse::readBehaviour(const std::string& serverRef, QObject* context, Completion<BehaviourEntry> done)
{
    m_state->errands.run(
        context,
        [places = m_state->options.places, serverRef] { return learnedBehaviour(places, serverRef); }, done);
}

void Gatehouse::forgetBehaviour(
    const std::string& serverRef, model::AnsweredBy by, QObject* context, Completion<BehaviourEntry> done)
{
    const auto forget = [places = m_state->options.places, journal = m_state->journal, serverRef,
                            by]() -> base::Result<BehaviourEntry> {
        const auto entry = learnedBehaviour(places, serverRef);
        if (!entry)
            return entry;
        if (const auto forgotten = service::forgetBehaviour(places, *entry, by, *journal); !forgotten)
            return forgotten.error();
        return learnedBehaviour(places, serverRef);
    };
    m_state->errands.run(context, forget, done);
}

void Gatehouse::diagnose(const std::string& serverRef, QObject* context, Completion<Diagnoses> done)
{
    const auto servers = m_state->catalog.servers();
    const auto row = std::ranges::find(servers, serverRef, &model::ServerRow::ref);
    if (row == servers.end()) {
        done(base::Error{base::ErrorCode::EntryNotFound, serverRef + ": no client declares it"});
        return;
    }
    const auto readBooks = [serverRef](Ledger& ledger) -> base::Result<BookFacts> {
        const auto held = ledger.decisions();
        const auto cards = ledger.pending();
        if (!held || !cards)
            return held ? cards.error() : held.error();
        auto facts = readBookFacts(ledger.database(), serverRef, *held, *cards);
        const auto lists = listStanding(ledger.database(), ledger.places(), ledger.organisationFolder());
        if (facts)
            facts->leftOutLists = leftOutOf(lists);
        return facts;
    };
    const DoctorOptions options{m_state->options.places, m_state->options.wrapperSource};
    m_state->store.run(context, readBooks,
        [this, options, server = *row, context = QPointer<QObject>(context), done = std::move(done)](
            const base::Result<BookFacts>& facts) {
            if (!facts) {
                done(facts.error());
                return;
            }
            const auto examine = [options, server, books = *facts]() -> base::Result<Diagnoses> {
                const auto doctor = Doctor::open(options);
                return doctor ? base::Result<Diagnoses>(doctor->examine(server, books)) : doctor.error();
            };
            m_state->errands.run(context, examine, done);
        });
}

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

void Gatehouse::closeAbandoned()
{
    // The process table outlives the store thread: see State.
    m_state->store.run(
        this,
        [processes = m_state->processes.get()](Ledger& ledger) { return ledger.closeAbandoned(*processes); },
        [this](const base::Result<int>& closed) {
            if (!closed)
                addProblem(closed.error());
            else if (*closed > 0)
                m_state->catalog.refreshStandings();
        });
}

void Gatehouse::importList(
    const std::string& path, bool isTrial, QObject* context, Completion<ListPreview> done)
{
    m_state->store.run(
        context,
        [path, isTrial](
            Ledger& ledger) { return isTrial ? checkList(ledger, path) : service::importList(ledger, path); },
        [self = QPointer<Gatehouse>(this), isTrial, done = std::move(done)](
            const base::Result<ListPreview>& imported) {
            if (self && imported && !isTrial)
                self->onListsChanged();
            done(imported);
        });
}

void Gatehouse::toolReputation(const std::string& serverRef, const std::string& tool, QObject* context,
    Completion<model::Reputation> done)
{
    m_state->store.run(
        context,
        [key = std::pair(serverRef, tool)](Ledger& ledger) -> base::Result<model::Reputation> {
            const auto scores = ledger.reputations();
            if (!scores)
                return scores.error();
            const auto found = scores->tools.find(key);
            return found == scores->tools.end() ? model::Reputation() : found->second;
        },
        std::move(done));
}

void Gatehouse::lists(QObject* context, Completion<ListStanding> done)
{
    m_state->store.run(
        context,
        [](Ledger& ledger) {
            return listStanding(ledger.database(), ledger.places(), ledger.organisationFolder());
        },
        std::move(done));
}

/// What is known of a launch is part of its card, and of how far its server is trusted.
void Gatehouse::onListsChanged()
{
    m_state->grants.reload();
    m_state->catalog.refreshStandings();
    reloadPending();
}

void Gatehouse::reloadPending()
{
    m_state->store.run(
        this, [](Ledger& ledger) { return ledger.pending(); },
        [this](const base::Result<std::vector<model::ApprovalCard>>& cards) {
            if (cards)
                m_state->approvals.setPersisted(QVector<model::ApprovalCard>(cards->begin(), cards->end()));
            else
                addProblem(cards.error());
        });
}

void Gatehouse::addProblem(const base::Error& problem)
{
    if (m_state->problems.contains(problem))
        return;
    if (m_state->problems.size() >= kKeptProblems)
        m_state->problems.removeFirst();
    m_state->problems.push_back(problem);
    Q_EMIT problemsChanged();
}

const base::Places& Gatehouse::places() const
{
    return m_state->options.places;
}
ApprovalQueue& Gatehouse::approvals()
{
    return m_state->approvals;
}
EntryDecisions& Gatehouse::entryDecisions()
{
    return m_state->entryDecisions;
}
ToolDecisions& Gatehouse::toolDecisions()
{
    return m_state->toolDecisions;
}
CatalogService& Gatehouse::catalog()
{
    return m_state->catalog;
}
TimelineService& Gatehouse::timeline()
{
    return m_state->timeline;
}
ProtectionService& Gatehouse::protection()
{
    return m_state->protection;
}
HealingService& Gatehouse::healing()
{
    return m_state->healing;
}
int Gatehouse::liveWrappers() const
{
    return m_state->desk->liveWrappers();
}
QVector<base::Error> Gatehouse::problems() const
{
    return m_state->problems;
}

void Gatehouse::forgetProblems()
{
    m_state->problems.clear();
    Q_EMIT problemsChanged();
}

} // namespace gatehouse::service
