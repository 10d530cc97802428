// SPDX-License-Identifier: Apache-2.0
#include "core/service/ledger.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/ids.h"
#include "core/ipc/messages.h"
#include "core/journal/journal_reader.h"
#include "core/service/catalog_reader.h"
#include "core/service/ended_grants.h"
#include "core/service/journal_fold.h"
#include "core/service/ledger_views.h"
#include "core/service/list_shelf.h"
#include "core/service/own_journal.h"
#include "core/service/process_tree.h"
#include "core/service/snapshot_compiler.h"
#include "core/store/definition_store.h"
#include "core/store/opening.h"
#include "core/store/registry_store.h"
#include "core/store/store_lock.h"
#include "core/store/tool_rule_store.h"
#include "core/store/usage_store.h"
#include "core/trust/launch_resolver.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace gatehouse::service {
namespace {

constexpr std::size_t kMaxFoldEvents =
    5000; // in one go: what waits behind it in the store thread waits a fraction of a second
constexpr std::size_t kIdBytes = 8;

} // namespace

class Ledger::State {
public:
    LedgerOptions options;
    store::StoreLock lock;
    store::Database database;
    std::vector<base::Error> notices; ///< of opening; told with the first fold
    bool needsRebuild = false;

    const base::Places& places() const { return options.places; }

    /// One line in our own journal, and what follows from it in the database.
    base::Result<void> recordAndFold(model::SessionEvent event)
    {
        std::vector<model::SessionEvent> events;
        events.push_back(std::move(event));
        return recordAllAndFold(std::move(events));
    }

    /// Where the journal's file ends in between, what stands in each is folded.
    base::Result<void> recordAllAndFold(std::vector<model::SessionEvent> events)
    {
        std::string path;
        for (auto& event : events) {
            if (const auto written = options.journal->record(std::move(event)); !written)
                return written;
            if (const auto now = options.journal->path(); now != path) {
                if (const auto folded = foldOwn(path); !folded)
                    return folded;
                path = now;
            }
        }
        return foldOwn(path);
    }

    base::Result<void> foldOwn(const std::string& path)
    {
        for (bool more = !path.empty(); more;) {
            FoldReport report;
            if (const auto folded = foldJournal(database, path, kMaxFoldEvents, report); !folded)
                return folded;
            more = report.hasMore;
        }
        return {};
    }

    base::Result<FoldReport> foldAll()
    {
        const auto paths = journal::listJournals(places().journalFolder);
        if (!paths)
            return paths.error();
        FoldReport report;
        for (const auto& path : *paths) {
            if (const auto folded = foldJournal(database, path, kMaxFoldEvents, report); !folded)
                return folded.error();
        }
        needsRebuild = needsRebuild && report.hasMore;
        return report;
    }

    base::Result<policy::SnapshotContent> compile()
    {
        return compileSnapshot(database,
            {places(), options.organisationPolicy, options.organisationOwner, options.commandLineProgram,
                options.texts.get()});
    }
};

base::Result<std::unique_ptr<Ledger>> Ledger::open(LedgerOptions options)
{
    const auto& places = options.places;
    for (const auto& folder : {places.dataFolder, places.stateFolder, places.journalFolder}) {
        if (const auto made = base::makePrivateFolder(folder); !made)
            return made.error();
    }
    auto lock = store::StoreLock::take(places.dataFolder + "/lock", options.program);
    if (!lock)
        return lock.error();
    auto opened = store::openDatabase(places.database, base::SystemClock().now());
    if (!opened)
        return opened.error();
    if (opened->database.isReadOnly())
        return opened->notice.value_or(base::Error{base::ErrorCode::DatabaseNewer, places.database});
    if (!options.journal)
        options.journal = std::make_shared<OwnJournal>(places.journalFolder, options.program);
    std::vector<base::Error> notices;
    if (opened->notice)
        notices.push_back(*opened->notice);
    std::unique_ptr<State> state(new State{std::move(options), std::move(*lock), std::move(opened->database),
        std::move(notices), opened->needsRebuild});
    return std::unique_ptr<Ledger>(new Ledger(std::move(state)));
}

Ledger::Ledger(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

Ledger::~Ledger() = default;

const base::Places& Ledger::places() const
{
    return m_state->places();
}

std::string Ledger::organisationFolder() const
{
    return base::folderOf(m_state->options.organisationPolicy);
}

uid_t Ledger::organisationOwner() const
{
    return m_state->options.organisationOwner;
}

store::Database& Ledger::database()
{
    return m_state->database;
}

base::Result<FoldReport> Ledger::foldAll()
{
    auto report = m_state->foldAll();
    if (report)
        std::ranges::move(std::exchange(m_state->notices, {}), std::back_inserter(report->problems));
    return report;
}

base::Result<FoldReport> Ledger::fold(const std::vector<std::string>& journalNames)
{
    FoldReport report;
    for (const auto& name : journalNames) {
        const auto path = places().journalFolder + "/" + name;
        // It may have been taken away by the retention meanwhile.
        if (!base::stampOf(path))
            continue;
        if (const auto folded = foldJournal(m_state->database, path, kMaxFoldEvents, report); !folded)
            return folded.error();
    }
    return report;
}

base::Result<std::optional<model::ApprovalCard>> Ledger::explain(model::ApprovalCard card)
{
    return explainCard(m_state->database, places(), std::move(card));
}

base::Result<std::vector<model::ApprovalCard>> Ledger::pending()
{
    return readPending(m_state->database, places());
}

base::Result<std::vector<model::RegistryDecision>> Ledger::decisions()
{
    return trustedDecisions(m_state->database);
}

base::Result<model::RegistryDecision> Ledger::decide(const model::ApprovalCard& card, const Answer& answer)
{
    if (answer.choice == model::Choice::NotNow)
        return base::Error{base::ErrorCode::InvalidArgument, "not now is no decision"};
    auto decision = decisionOn(card, answer);
    if (const auto begun = beginDecision(places(), decision); !begun)
        return begun.error();
    if (const auto done = m_state->recordAndFold(lineOf(decision)); !done)
        return done.error();
    return decision;
}

base::Result<model::RegistryDecision> Ledger::decidePattern(
    const std::vector<std::string>& argv, const Answer& answer)
{
    auto decided = decidePatterns({{argv, answer}});
    return decided ? base::Result<model::RegistryDecision>(std::move(decided->front())) : decided.error();
}

base::Result<std::vector<model::RegistryDecision>> Ledger::decidePatterns(
    const std::vector<std::pair<std::vector<std::string>, Answer>>& answers)
{
    std::vector<model::RegistryDecision> decisions;
    std::vector<model::SessionEvent> lines;
    for (const auto& [argv, answer] : answers) {
        decisions.push_back(decisionOnCommand(argv, answer));
        lines.push_back(lineOf(decisions.back()));
    }
    if (const auto begun = beginGrants(places(), decisions); !begun)
        return begun.error();
    if (const auto done = recordAll(std::move(lines)); !done)
        return done.error();
    return decisions;
}

base::Result<model::ToolsDecision> Ledger::decideTools(model::ToolsDecision decision)
{
    const auto latest = store::ToolRuleStore(m_state->database).latest(decision.serverRef);
    if (!latest)
        return latest.error();
    decision.id = base::randomHex(kIdBytes);
    decision.decidedAt = std::max(base::SystemClock().now(), *latest + 1);
    auto details = ipc::toolsDecisionToJson(decision);
    // What could not be read back must not look decided.
    if (const auto readable = ipc::toolsDecisionFromJson(details); !readable)
        return base::Error{base::ErrorCode::InvalidArgument, readable.error().detail};
    if (const auto begun = beginGrants(places(), decision); !begun)
        return begun.error();
    auto event = ownLine("tools-decision", {}, std::move(details));
    event.server = decision.serverName;
    if (const auto done = m_state->recordAndFold(std::move(event)); !done)
        return done.error();
    return decision;
}

base::Result<ToolTable> Ledger::toolTable(const std::string& serverRef)
{
    const auto held = decisions();
    if (!held)
        return held.error();
    return readToolTable(m_state->database, places(), *held, serverRef);
}

base::Result<std::vector<ToolNews>> Ledger::toolNews()
{
    const auto held = decisions();
    if (!held)
        return held.error();
    return readToolNews(m_state->database, places(), *held);
}

base::Result<void> Ledger::revoke(const std::string& decisionId, model::AnsweredBy by, const std::string& why)
{
    const auto stored = store::RegistryStore(m_state->database).find(decisionId);
    if (!stored)
        return stored.error();
    if (!*stored || (*stored)->revokedAt != 0)
        return base::Error{base::ErrorCode::NotPending, "no decision holds under the id " + decisionId};
    return m_state->recordAndFold(revokedLine((*stored)->decision, by, why));
}

base::Result<int> Ledger::endExpired(const ProcessTree& processes)
{
    const auto held = decisions();
    if (!held)
        return held.error();
    const auto expired =
        endedGrants(m_state->database, places(), *held, processes, base::SystemClock().now());
    if (!expired)
        return expired.error();
    auto lines = linesOfEnded(m_state->database, *expired);
    if (!lines)
        return lines.error();
    if (const auto done = recordAll(std::move(*lines)); !done)
        return done.error();
    // What books that were made anew do not know yet may hold all the same.
    if (const auto swept = m_state->needsRebuild ? base::Result<void>()
                                                 : sweepGrantMarks(m_state->database, places(), *held);
        !swept)
        return swept.error();
    return static_cast<int>(expired->size());
}

base::Result<void> Ledger::askAgain(const model::ApprovalCard& card)
{
    return m_state->recordAndFold(askedAgainLine(card));
}

base::Result<void> Ledger::record(model::SessionEvent event)
{
    return m_state->recordAndFold(std::move(event));
}

base::Result<void> Ledger::recordAll(std::vector<model::SessionEvent> events)
{
    return m_state->recordAllAndFold(std::move(events));
}

base::Result<std::uint64_t> Ledger::publishSnapshot()
{
    // A database that was made anew knows nothing yet: what it would publish would forget every decision.
    while (m_state->needsRebuild) {
        if (const auto folded = m_state->foldAll(); !folded)
            return folded.error();
    }
    auto content = m_state->compile();
    if (!content)
        return content.error();
    policy::SnapshotContent before;
    if (const auto current = policy::Snapshot::open(places().snapshot)) {
        before = current->content();
        content->generation = before.generation;
        // Nothing new: wrappers that watch the file are left in peace.
        if (before == *content)
            return before.generation;
    }
    const auto begun =
        beginOrganisationGrants(places(), content->decisions, before.decisions, base::SystemClock().now());
    if (!begun)
        return begun.error();
    content->generation = before.generation + 1;
    const auto written = base::replaceFile(places().snapshot, policy::encodeSnapshot(*content), 0600);
    if (!written)
        return written.error();
    removeOtherTables(places(), content->knownTable);
    return content->generation;
}

base::Result<int> Ledger::closeAbandoned(const ProcessTree& processes)
{
    return closeAbandonedSessions(m_state->database, processes);
}

base::Result<std::vector<model::SessionRow>> Ledger::sessions(int offset, int limit)
{
    return readSessions(m_state->database, offset, limit);
}

base::Result<std::vector<model::EventRow>> Ledger::events(const EventsRequest& request)
{
    return readEvents(m_state->database, request);
}

base::Result<std::vector<model::DefinitionRow>> Ledger::tools(const std::string& serverRef)
{
    return readTools(m_state->database, serverRef);
}

base::Result<std::vector<model::DefinitionVersion>> Ledger::versions(const model::DefinitionRow& tool)
{
    return store::DefinitionStore(m_state->database).versions(tool.serverRef, tool.kind, tool.name);
}

base::Result<ClientRelations> Ledger::clientRelations(const std::string& client)
{
    return readClientRelations(m_state->database, places(), client);
}

base::Result<ServerRelations> Ledger::relations(const std::string& serverRef)
{
    return readServerRelations(m_state->database, places(), serverRef);
}

base::Result<std::map<std::string, EntryStanding>> Ledger::standings()
{
    const auto held = decisions();
    if (!held)
        return held.error();
    const auto cards = pending();
    if (!cards)
        return cards.error();
    return readStandings(m_state->database, places(), *held, *cards);
}

base::Result<Reputations> Ledger::reputations()
{
    return readReputationsAt(m_state->database, places());
}

base::Result<std::vector<clients::FileView>> Ledger::clientFiles()
{
    return readClientFiles(m_state->database);
}

} // namespace gatehouse::service
