// SPDX-License-Identifier: Apache-2.0
#include "core/service/gatehouse.h"

#include "core/service/doctor/doctor.h"
#include "core/service/doctor/doctor_books.h"
#include "core/service/gatehouse_state.h"
#include "core/service/session_addresses.h"

#include <QPointer>

#include <algorithm>

namespace gatehouse::service {
namespace {

constexpr qsizetype kKeptProblems = 50;

} // namespace

base::Result<std::unique_ptr<Gatehouse>> Gatehouse::open(GatehouseOptions options)
{
    const auto& places = options.places;
    for (const auto& folder :
        {places.stateFolder, places.journalFolder, places.dataFolder, places.configFolder}) {
        if (const auto made = base::makePrivateFolder(folder); !made)
            return made.error();
    }
    auto journal = std::make_shared<OwnJournal>(places.journalFolder, options.program);
    auto ledger = Ledger::open({places, options.program, options.commandLineProgram,
        options.organisationPolicy, journal, {}, options.organisationOwner});
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
    DoctorOptions options{m_state->options.places, m_state->options.wrapperSource};
    options.organisationFolder = base::folderOf(m_state->options.organisationPolicy);
    options.organisationOwner = m_state->options.organisationOwner;
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
RegistryService& Gatehouse::registry()
{
    return m_state->registry;
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
