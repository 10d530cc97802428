// SPDX-License-Identifier: Apache-2.0
#include "core/service/ledger_views.h"

#include "core/base/clock.h"
#include "core/intelligence/assess.h"
#include "core/policy/admission.h"
#include "core/service/catalog_reader.h"
#include "core/service/dependency_look.h"
#include "core/service/file_view_json.h"
#include "core/service/list_shelf.h"
#include "core/service/process_tree.h"
#include "core/service/reputation_reader.h"
#include "core/service/snapshot_compiler.h"
#include "core/store/catalog_store.h"
#include "core/store/client_file_store.h"
#include "core/store/pending_store.h"
#include "core/store/registry_store.h"
#include "core/store/session_store.h"
#include "core/store/timeline_store.h"
#include "core/trust/launch_resolver.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace gatehouse::service {
namespace {

constexpr int kSessionPage = 200;
constexpr int kMaxSessions = 100'000;
constexpr std::string_view kWrapperName = "gatehouse-wrap";

std::optional<store::EventKey> toStore(const std::optional<EventKey>& key)
{
    if (!key)
        return std::nullopt;
    return store::EventKey{key->at, key->sessionId, key->sequence};
}

/// The registry in the form that wrappers ask it in, so that what a card says is what they would be told.
base::Result<policy::Snapshot> registryOf(store::Database& database)
{
    auto decisions = trustedDecisions(database);
    if (!decisions)
        return decisions.error();
    policy::SnapshotContent content;
    content.decisions = std::move(*decisions);
    return policy::Snapshot::fromBytes(policy::encodeSnapshot(content));
}

/// Nothing where the registry answers the card.
base::Result<std::optional<model::ApprovalCard>> explainWith(store::Database& database,
    const base::Places& places, const policy::Snapshot& registry,
    const std::optional<intelligence::Table>& table, model::ApprovalCard card)
{
    if (table && !card.identity.call) { // of a call lists have nothing to say
        auto known = knownOf(database, *table, card.identity);
        if (!known)
            return known.error();
        card.known = std::move(*known);
    }
    policy::LaunchContext context;
    context.knownAgainst = model::stoppingIds(card.known);
    context.isForbidden = std::ranges::any_of(
        card.known, [](const model::KnownIssue& one) { return one.stops() && one.isFinal; });
    context.now = base::SystemClock().now();
    context.moments = policy::grantMomentsIn(policy::grantsFolder(places), context.now, base::bootMoment());
    // What was good for once and is used up answers nothing, also where no desktop has swept it yet.
    context.isOnceOpen = [folder = policy::onceFolder(places)](
                             const std::string& id) { return policy::isOnceOpen(folder, id); };
    if (!card.ancestry.empty())
        context.clientProcess = card.ancestry.front();
    auto admission = policy::admit(registry, card.identity, context);
    if (admission.state != policy::AdmissionState::Unknown)
        return std::optional<model::ApprovalCard>();
    card.approvedBefore = std::move(admission.approvedBefore);
    card.changes = std::move(admission.changes);
    return std::optional(std::move(card));
}

/// The process that keeps the session's journal: the first line says its number.
base::Result<int> wrapperOf(store::Database& database, std::int64_t sessionId)
{
    const auto first = store::TimelineStore(database).pageOfSession(
        sessionId, store::TimelineOrder::OldestFirst, std::nullopt, 1);
    if (!first)
        return first.error();
    if (first->empty())
        return 0;
    const auto details = nlohmann::json::parse(first->front().event.details, nullptr, false);
    if (!details.is_object())
        return 0;
    const auto pid = details.find("pid");
    return pid != details.end() && pid->is_number_integer() ? pid->get<int>() : 0;
}

bool isWrapper(const ProcessTree& processes, int pid)
{
    const auto process = pid > 0 ? processes.process(pid) : std::nullopt;
    return process && process->executable.ends_with(kWrapperName);
}

} // namespace

base::Result<std::vector<model::SessionRow>> readSessions(store::Database& database, int offset, int limit)
{
    store::SessionStore sessions(database);
    std::optional<store::SessionKey> after;
    offset = std::clamp(offset, 0, kMaxSessions);
    limit = std::clamp(limit, 0, kMaxPage);
    for (int skip = offset; skip > 0;) {
        const auto page = sessions.newest({}, after, std::min(skip, kSessionPage));
        if (!page || page->empty())
            return page;
        after = store::SessionKey{page->back().startedAt, page->back().id};
        skip -= static_cast<int>(page->size());
    }
    return sessions.newest({}, after, limit);
}

base::Result<std::vector<model::EventRow>> readEvents(store::Database& database, const EventsRequest& request)
{
    store::TimelineStore timeline(database);
    const auto order = request.after ? store::TimelineOrder::OldestFirst : store::TimelineOrder::NewestFirst;
    const auto& from = request.after ? request.after : request.before;
    const int limit = std::clamp(request.limit, 1, kMaxPage);
    const auto sequence = from ? std::optional(from->sequence) : std::nullopt;
    auto rows = request.sessionId ? timeline.pageOfSession(*request.sessionId, order, sequence, limit)
                                  : timeline.page(order, toStore(from), limit);
    if (!rows)
        return rows;
    std::erase_if(*rows, [&](const model::EventRow& row) { return row.event.at < request.since; });
    if (order == store::TimelineOrder::NewestFirst)
        std::ranges::reverse(*rows);
    return rows;
}

base::Result<std::map<std::string, EntryStanding>> readStandings(store::Database& database,
    const base::Places& places, const std::vector<model::RegistryDecision>& decisions,
    const std::vector<model::ApprovalCard>& cards)
{
    const auto servers = store::CatalogStore(database).servers();
    if (!servers)
        return servers.error();
    std::map<std::string, EntryStanding> standings;
    for (const auto& server : *servers) {
        auto& standing = standings[server.ref];
        standing.liveSessions = server.liveSessions;
        standing.tools = server.tools;
        standing.lastSeen = server.lastSeen;
        standing.location = server.location;
    }
    const auto running = store::CatalogStore(database).runningSessions();
    if (!running)
        return running.error();
    for (const auto& [ref, count] : *running)
        standings[ref].runningSessions = count;
    for (const auto& decision : decisions) {
        if (!decision.identity || decision.identity->call)
            continue;
        auto& standing = standings[serverRefOf(*decision.identity)];
        standing.isDenied = standing.isDenied || decision.isDenied;
        standing.isApproved = standing.isApproved || !decision.isDenied;
    }
    for (const auto& card : cards) {
        auto& standing = standings[serverRefOf(card.identity)];
        standing.isWaiting = standing.isWaiting || !card.identity.call;
        standing.suspended += card.identity.call && card.identity.call->isDefinition() ? 1 : 0;
    }
    const auto ever = store::RegistryStore(database).all();
    if (!ever)
        return ever.error();
    for (const auto& stored : *ever) { // oldest first
        const auto& identity = stored.decision.identity;
        if (!identity || identity->call)
            continue;
        auto& standing = standings[serverRefOf(*identity)];
        standing.wasApproved = standing.wasApproved || !stored.decision.isDenied;
        standing.argv = identity->argv;
        standing.packageVersion = identity->package ? identity->package->found : std::string();
    }
    auto reputations = readReputations(
        database, openKnownTable(places), places.stateFolder + "/pins", base::SystemClock().now());
    if (!reputations)
        return reputations.error();
    for (auto& [ref, reputation] : *reputations)
        standings[ref].reputation = std::move(reputation);
    return standings;
}

base::Result<Reputations> readReputationsAt(store::Database& database, const base::Places& places)
{
    return readAllReputations(
        database, openKnownTable(places), places.stateFolder + "/pins", base::SystemClock().now());
}

base::Result<ClientRelations> readClientRelations(
    store::Database& database, const base::Places& places, const std::string& client)
{
    auto uses = store::UsageStore(database).usesOf(client);
    if (!uses)
        return uses.error();
    const auto reputation = readClientReputation(
        database, openKnownTable(places), places.stateFolder + "/pins", base::SystemClock().now(), client);
    if (!reputation)
        return reputation.error();
    return ClientRelations{std::move(*uses), *reputation};
}

base::Result<ServerRelations> readServerRelations(
    store::Database& database, const base::Places& places, const std::string& serverRef)
{
    auto relations = readRelations(database, serverRef);
    if (!relations)
        return relations;
    auto package = readPackageReputation(
        database, openKnownTable(places), places.stateFolder + "/pins", base::SystemClock().now(), serverRef);
    if (!package)
        return package.error();
    relations->package = std::move(*package);
    return relations;
}

base::Result<std::optional<model::ApprovalCard>> explainCard(
    store::Database& database, const base::Places& places, model::ApprovalCard card)
{
    const auto registry = registryOf(database);
    if (!registry)
        return registry.error();
    return explainWith(database, places, *registry, openKnownTable(places), std::move(card));
}

base::Result<std::vector<model::ApprovalCard>> readPending(
    store::Database& database, const base::Places& places)
{
    auto open = store::PendingStore(database).open();
    if (!open || open->empty())
        return open;
    const auto registry = registryOf(database);
    if (!registry)
        return registry.error();
    const auto table = openKnownTable(places);
    std::vector<model::ApprovalCard> cards;
    for (auto& card : *open) {
        // Journals are written by wrappers: what would be approved is the identity itself, never what a line
        // calls it.
        if (card.identityDigest != trust::identityDigest(card.identity) ||
            card.id != trust::cardId(card.identity))
            continue;
        auto explained = explainWith(database, places, *registry, table, std::move(card));
        if (!explained)
            return explained.error();
        if (*explained)
            cards.push_back(std::move(**explained));
    }
    std::ranges::stable_sort(cards, {}, &model::ApprovalCard::firstAsked);
    return cards;
}

base::Result<int> closeAbandonedSessions(store::Database& database, const ProcessTree& processes)
{
    store::SessionStore sessions(database);
    int closed = 0;
    std::optional<store::SessionKey> after;
    for (;;) {
        const auto page = sessions.newest({}, after, kSessionPage);
        if (!page)
            return page.error();
        if (page->empty())
            return closed;
        after = store::SessionKey{page->back().startedAt, page->back().id};
        for (const auto& session : *page) {
            if (!session.isLive)
                continue;
            const auto pid = wrapperOf(database, session.id);
            if (!pid)
                return pid.error();
            if (isWrapper(processes, *pid))
                continue;
            if (const auto done = sessions.closeAbandoned(session.id); !done)
                return done.error();
            ++closed;
        }
    }
}

base::Result<std::vector<clients::FileView>> readClientFiles(store::Database& database)
{
    const auto lines = store::ClientFileStore(database).all();
    if (!lines)
        return lines.error();
    std::vector<clients::FileView> files;
    for (const auto& line : *lines) {
        if (auto file = fileViewOf(line))
            files.push_back(std::move(*file));
    }
    return files;
}

} // namespace gatehouse::service
