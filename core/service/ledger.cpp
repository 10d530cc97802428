// SPDX-License-Identifier: Apache-2.0
#include "core/service/ledger.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/ids.h"
#include "core/ipc/messages.h"
#include "core/journal/journal_reader.h"
#include "core/service/catalog_reader.h"
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
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace gatehouse::service {
namespace {

constexpr std::size_t kMaxFoldEvents =
    5000; // in one go: what waits behind it in the store thread waits a fraction of a second
constexpr std::size_t kIdBytes = 8;

model::SessionEvent lifeEvent(std::string kind, std::string reason, std::string details)
{
    model::SessionEvent event;
    event.at = base::SystemClock().now();
    event.kind = std::move(kind);
    event.reason = std::move(reason);
    event.details = std::move(details);
    return event;
}

model::RegistryDecision newDecision(const Answer& answer)
{
    model::RegistryDecision decision;
    decision.id = base::randomHex(kIdBytes);
    decision.isDenied = answer.choice == model::Choice::Deny;
    decision.choice = answer.choice;
    decision.clientProcess = answer.clientProcess;
    decision.decidedAt = base::SystemClock().now();
    decision.answeredBy = answer.by;
    decision.expiresAt = answer.expiresAt;
    decision.note = answer.note;
    return decision;
}

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
        if (const auto written = options.journal->record(std::move(event)); !written)
            return written;
        FoldReport report;
        return foldJournal(database, options.journal->path(), kMaxFoldEvents, report);
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

    std::string usedFolder() const { return places().stateFolder + "/used"; }

    /// Decisions of kind Once that wrappers have marked as used up.
    std::set<std::string> usedMarks() const
    {
        std::set<std::string> ids;
        std::error_code failure;
        for (std::filesystem::directory_iterator at(usedFolder(), failure), end; !failure && at != end;
             at.increment(failure))
            ids.insert(at->path().filename().string());
        return ids;
    }

    /// Only once no snapshot names the decision: until then the mark is what keeps it from holding twice.
    void removeMarks(const policy::SnapshotContent& content) const
    {
        for (const auto& id : usedMarks()) {
            if (std::ranges::find(content.decisions, id, &model::RegistryDecision::id) ==
                content.decisions.end()) {
                std::error_code failure;
                std::filesystem::remove(usedFolder() + "/" + id, failure);
            }
        }
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
    auto decision = newDecision(answer);
    decision.identity = card.identity;
    decision.identityDigest = trust::identityDigest(card.identity);
    // Good against what the card said, and against nothing that was found out since.
    if (!decision.isDenied)
        decision.despite = model::stoppingIds(card.known);
    auto event =
        lifeEvent("decision", std::string(model::toText(answer.choice)), ipc::decisionToJson(decision));
    event.server = card.identity.entry.name;
    if (const auto done = m_state->recordAndFold(std::move(event)); !done)
        return done.error();
    return decision;
}

base::Result<model::RegistryDecision> Ledger::decidePattern(
    const std::vector<std::string>& argv, const Answer& answer)
{
    auto decision = newDecision(answer);
    decision.pattern = argv;
    decision.client = answer.client;
    decision.scope = answer.scope;
    decision.project = answer.project;
    auto event =
        lifeEvent("decision", std::string(model::toText(answer.choice)), ipc::decisionToJson(decision));
    if (const auto done = m_state->recordAndFold(std::move(event)); !done)
        return done.error();
    return decision;
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
    auto event = lifeEvent("tools-decision", {}, std::move(details));
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
    const nlohmann::json details{{"decision", decisionId}, {"why", why}, {"answeredBy", model::toText(by)}};
    auto event = lifeEvent("revoked", why, details.dump());
    if ((*stored)->decision.identity)
        event.server = (*stored)->decision.identity->entry.name;
    return m_state->recordAndFold(std::move(event));
}

base::Result<int> Ledger::endExpired(const ProcessTree& processes)
{
    store::RegistryStore registry(m_state->database);
    auto expired = registry.findExpired(base::SystemClock().now(),
        [&](const model::ProcessInfo& process) { return processes.isAlive(process); });
    if (!expired)
        return expired.error();
    const auto held = decisions();
    if (!held)
        return held.error();
    for (const auto& id : m_state->usedMarks()) {
        const bool holds = std::ranges::find(*held, id, &model::RegistryDecision::id) != held->end();
        const bool isKnown =
            std::ranges::any_of(*expired, [&](const auto& one) { return one.decisionId == id; });
        if (holds && !isKnown)
            expired->push_back({id, "used"});
    }
    for (const auto& one : *expired) {
        if (const auto done = revoke(one.decisionId, model::AnsweredBy::Synthetic, one.why); !done)
            return done.error();
    }
    return static_cast<int>(expired->size());
}

base::Result<void> Ledger::askAgain(const model::ApprovalCard& card)
{
    nlohmann::json details{{"card", card.id}, {"digest", card.identityDigest}, {"client", card.clientName},
        {"why", "undone"}, {"probe", card.isProbe}};
    details["identity"] = nlohmann::json::parse(ipc::identityToJson(card.identity), nullptr, false);
    auto event = lifeEvent(
        "pending", "undone", details.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    event.server = card.identity.entry.name;
    return m_state->recordAndFold(std::move(event));
}

base::Result<void> Ledger::record(model::SessionEvent event)
{
    return m_state->recordAndFold(std::move(event));
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
    std::uint64_t generation = 0;
    if (const auto current = policy::Snapshot::open(places().snapshot)) {
        generation = current->generation();
        content->generation = generation;
        // Nothing new: wrappers that watch the file are left in peace.
        if (current->content() == *content)
            return generation;
    }
    content->generation = generation + 1;
    const auto written = base::replaceFile(places().snapshot, policy::encodeSnapshot(*content), 0600);
    if (!written)
        return written.error();
    m_state->removeMarks(*content);
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
