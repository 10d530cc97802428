// SPDX-License-Identifier: Apache-2.0
#include "core/service/reputation_reader.h"

#include "core/base/file.h"
#include "core/intelligence/assess.h"
#include "core/service/rule_families.h"
#include "core/store/catalog_store.h"
#include "core/store/definition_store.h"
#include "core/store/incident_store.h"
#include "core/store/pending_store.h"
#include "core/store/registry_store.h"
#include "core/store/session_store.h"
#include "core/store/tool_use_store.h"
#include "core/trust/launch_resolver.h"
#include "core/trust/pin_file.h"
#include "core/trust/reputation.h"
#include "core/trust/tool_claims.h"

#include <algorithm>

namespace gatehouse::service {
namespace {

using EvidenceByRef = std::map<std::string, trust::ServerEvidence>;

base::Result<void> addUse(store::Database& database, EvidenceByRef& servers)
{
    const auto use = store::SessionStore(database).use();
    if (!use)
        return use.error();
    const auto calls = store::CatalogStore(database).calls();
    if (!calls)
        return calls.error();
    for (const auto& [ref, one] : *use) {
        auto& evidence = servers[ref];
        evidence.firstSeen = one.firstAt;
        evidence.sessions = one.sessions;
        evidence.days = one.days;
    }
    for (const auto& [ref, count] : *calls)
        servers[ref].calls = count;
    return {};
}

bool isForGood(const model::RegistryDecision& decision)
{
    return !decision.isDenied && decision.choice == model::Choice::Always;
}

/// About a definition that is not as it was first seen.
bool isAboutDefinition(const std::optional<model::LaunchIdentity>& identity)
{
    return identity && !identity->entryRef.empty() && identity->call && identity->call->isDefinition();
}

/// About calls there are decisions, too: they say nothing of the server.
bool isAboutServer(const model::RegistryDecision& decision)
{
    return decision.identity && !decision.identity->entryRef.empty() && !decision.identity->call;
}

/// The newest counts; a denial holds whatever was allowed besides.
void takeDecision(const store::StoredDecision& stored, base::UnixMilliseconds now, EvidenceByRef& servers)
{
    const auto& decision = stored.decision;
    if (isAboutDefinition(decision.identity) && decision.isDenied && stored.revokedAt == 0)
        ++servers[decision.identity->entryRef].refusedChanges;
    if (!isAboutServer(decision))
        return;
    auto& evidence = servers[decision.identity->entryRef];
    evidence.identity = decision.identity;
    if (stored.revokedAt > 0) {
        evidence.revocations += isForGood(decision) && stored.revokedWhy == "revoked" ? 1 : 0;
        return;
    }
    const bool holds = decision.expiresAt == 0 || decision.expiresAt > now;
    evidence.isDenied = evidence.isDenied || (holds && decision.isDenied);
    evidence.isApproved = evidence.isApproved || (holds && isForGood(decision));
}

base::Result<void> addDecisions(store::Database& database, base::UnixMilliseconds now, EvidenceByRef& servers)
{
    const auto decisions = store::RegistryStore(database).all();
    if (!decisions)
        return decisions.error();
    for (const auto& stored : *decisions) // oldest first
        takeDecision(stored, now, servers);
    const auto cards = store::PendingStore(database).open();
    if (!cards)
        return cards.error();
    for (const auto& card : *cards) {
        if (isAboutDefinition(card.identity))
            ++servers[card.identity.entryRef].openChanges;
        if (!card.identity.call && !card.identity.entryRef.empty() &&
            !servers[card.identity.entryRef].identity)
            servers[card.identity.entryRef].identity = card.identity;
    }
    return {};
}

base::Result<void> addIncidents(store::Database& database, EvidenceByRef& servers)
{
    const auto all = store::IncidentStore(database).all();
    if (!all)
        return all.error();
    for (const auto& [ref, rules] : *all) {
        auto& incidents = servers[ref].incidents;
        for (const auto& one : rules) {
            const auto family = familyOfRule(one.rule);
            if (!family)
                continue;
            auto found = std::ranges::find(incidents, *family, &trust::Incidents::family);
            if (found == incidents.end())
                found = incidents.insert(incidents.end(), {*family, 0});
            found->actedOn += one.actedOn;
        }
    }
    return {};
}

/// What lists say of each launch. One that cannot be looked up has no less of a past because of it.
base::Result<void> addLists(const std::optional<intelligence::Table>& lists, EvidenceByRef& servers)
{
    if (!lists)
        return {};
    for (auto& [ref, evidence] : servers) {
        if (!evidence.identity)
            continue;
        auto known = intelligence::allIssues(*lists, *evidence.identity);
        if (!known)
            return known.error();
        evidence.known = std::move(*known);
    }
    return {};
}

/// What each tool of a launch says of itself, as it was first seen.
std::map<std::string, trust::ToolClaims> claimsIn(
    const std::string& pinFolder, const model::LaunchIdentity& identity)
{
    std::map<std::string, trust::ToolClaims> claims;
    const auto name = trust::pinFileName(trust::identityDigest(identity), model::DefinitionKind::Tool);
    const auto bytes = base::readFile(pinFolder + '/' + name, trust::kMaxPinFileBytes);
    const auto pins = bytes ? trust::decodePins(*bytes) : base::Result<trust::PinFile>(bytes.error());
    if (!pins)
        return claims; // nothing was seen of it yet
    for (const auto& pin : pins->pins)
        claims[pin.name] = trust::claimsOf(pin.text);
    return claims;
}

using OverstepsByTool = std::map<std::pair<std::string, std::string>, std::uint64_t>;

/// Calls that did what the tool says it does not do.
base::Result<OverstepsByTool> addOversteps(
    store::Database& database, const std::string& pinFolder, EvidenceByRef& servers)
{
    OverstepsByTool oversteps;
    const auto use = store::ToolUseStore(database).all();
    if (!use)
        return use.error();
    std::map<std::string, std::map<std::string, trust::ToolClaims>> claimsByRef;
    for (const auto& [key, rules] : *use) {
        const auto server = servers.find(key.first);
        if (server == servers.end() || !server->second.identity)
            continue;
        if (!claimsByRef.contains(key.first))
            claimsByRef[key.first] = claimsIn(pinFolder, *server->second.identity);
        const auto& claims = claimsByRef[key.first];
        const auto said = claims.find(key.second);
        if (said == claims.end())
            continue;
        std::uint64_t count = 0;
        for (const auto& one : rules)
            count += trust::contradicts(said->second, one.rule) ? one.count : 0;
        if (count == 0)
            continue;
        oversteps[key] = count;
        ++server->second.overstepped;
    }
    return oversteps;
}

struct Evidence {
    EvidenceByRef servers;
    OverstepsByTool oversteps;
};

base::Result<Evidence> gather(store::Database& database, const std::optional<intelligence::Table>& lists,
    const std::string& pinFolder, base::UnixMilliseconds now)
{
    Evidence evidence;
    if (const auto added = addUse(database, evidence.servers); !added)
        return added.error();
    if (const auto added = addDecisions(database, now, evidence.servers); !added)
        return added.error();
    if (const auto added = addIncidents(database, evidence.servers); !added)
        return added.error();
    if (const auto added = addLists(lists, evidence.servers); !added)
        return added.error();
    auto oversteps = addOversteps(database, pinFolder, evidence.servers);
    if (!oversteps)
        return oversteps.error();
    evidence.oversteps = std::move(*oversteps);
    return evidence;
}

/// Changed definitions of one tool: how many were denied, and how many wait.
struct ToolChanges {
    std::uint64_t refused = 0;
    std::uint64_t open = 0;
};

base::Result<std::map<std::pair<std::string, std::string>, ToolChanges>> toolChanges(
    store::Database& database)
{
    std::map<std::pair<std::string, std::string>, ToolChanges> changes;
    const auto decisions = store::RegistryStore(database).all();
    if (!decisions)
        return decisions.error();
    for (const auto& stored : *decisions) {
        const auto& identity = stored.decision.identity;
        if (isAboutDefinition(identity) && stored.decision.isDenied && stored.revokedAt == 0)
            ++changes[{identity->entryRef, identity->call->tool}].refused;
    }
    const auto cards = store::PendingStore(database).open();
    if (!cards)
        return cards.error();
    for (const auto& card : *cards) {
        if (isAboutDefinition(card.identity))
            ++changes[{card.identity.entryRef, card.identity.call->tool}].open;
    }
    return changes;
}

base::Result<void> addTools(
    store::Database& database, const Evidence& evidence, base::UnixMilliseconds now, Reputations& reputations)
{
    const auto changes = toolChanges(database);
    if (!changes)
        return changes.error();
    for (const auto& [ref, server] : reputations.servers) {
        const auto tools = store::DefinitionStore(database).definitions(ref, now);
        if (!tools)
            return tools.error();
        for (const auto& tool : *tools) {
            if (tool.kind != model::DefinitionKind::Tool)
                continue;
            const std::pair key{ref, tool.name};
            trust::ToolEvidence one{tool.firstSeen, server.score, 0, 0, 0};
            if (const auto found = changes->find(key); found != changes->end()) {
                one.refusedChanges = found->second.refused;
                one.openChanges = found->second.open;
            }
            if (const auto found = evidence.oversteps.find(key); found != evidence.oversteps.end())
                one.oversteps = found->second;
            reputations.tools.emplace(key, trust::reputationOf(one, now));
        }
    }
    return {};
}

base::UnixMilliseconds earlier(base::UnixMilliseconds left, base::UnixMilliseconds right)
{
    return left == 0 || right == 0 ? std::max(left, right) : std::min(left, right);
}

base::Result<void> addClients(
    store::Database& database, const Evidence& evidence, base::UnixMilliseconds now, Reputations& reputations)
{
    const auto servers = store::CatalogStore(database).servers();
    if (!servers)
        return servers.error();
    std::map<std::string, trust::ClientEvidence> clients;
    for (const auto& row : *servers) {
        const auto found = evidence.servers.find(row.ref);
        if (found == evidence.servers.end() || row.location.client.empty())
            continue;
        auto& client = clients[row.location.client];
        const auto& server = found->second;
        client.firstSeen = earlier(client.firstSeen, server.firstSeen);
        client.sessions += server.sessions;
        client.days = std::max(client.days, server.days);
        client.calls += server.calls;
        const int score = reputations.servers.at(row.ref).score;
        // One that is denied does not start: it says nothing of what the client can reach.
        if (!server.isDenied && (client.weakestName.empty() || score < client.weakestScore)) {
            client.weakestScore = score;
            client.weakestName = row.location.name;
        }
    }
    for (const auto& [client, one] : clients)
        reputations.clients.emplace(client, trust::reputationOf(one, now));
    return {};
}

/// All servers that run a package are its evidence.
void merge(const trust::ServerEvidence& server, trust::ServerEvidence& package)
{
    if (!package.identity || (server.identity && !server.identity->package->isPinned))
        package.identity = server.identity;
    package.firstSeen = earlier(package.firstSeen, server.firstSeen);
    package.sessions += server.sessions;
    package.days = std::max(package.days, server.days);
    package.calls += server.calls;
    package.isApproved = package.isApproved || server.isApproved;
    package.isDenied = package.isDenied || server.isDenied;
    package.revocations += server.revocations;
    package.refusedChanges += server.refusedChanges;
    package.openChanges += server.openChanges;
    package.overstepped += server.overstepped;
    package.known = server.known;
    for (const auto& incidents : server.incidents) {
        auto found = std::ranges::find(package.incidents, incidents.family, &trust::Incidents::family);
        if (found == package.incidents.end())
            found = package.incidents.insert(package.incidents.end(), {incidents.family, 0});
        found->actedOn += incidents.actedOn;
    }
}

void addPackages(const Evidence& evidence, base::UnixMilliseconds now, Reputations& reputations)
{
    std::map<std::string, trust::ServerEvidence> packages;
    for (const auto& [ref, server] : evidence.servers) {
        const auto subject = server.identity ? intelligence::subjectOf(*server.identity) : std::nullopt;
        if (!subject)
            continue;
        auto name = std::string(toText(subject->ecosystem)) + ' ' + subject->name;
        merge(server, packages[subject->version.empty() ? name : name + ' ' + subject->version]);
    }
    for (const auto& [name, one] : packages)
        reputations.packages.emplace(name, trust::reputationOf(one, now));
}

} // namespace

base::Result<std::map<std::string, model::Reputation>> readReputations(store::Database& database,
    const std::optional<intelligence::Table>& lists, const std::string& pinFolder, base::UnixMilliseconds now)
{
    const auto evidence = gather(database, lists, pinFolder, now);
    if (!evidence)
        return evidence.error();
    std::map<std::string, model::Reputation> reputations;
    for (const auto& [ref, one] : evidence->servers)
        reputations.emplace(ref, trust::reputationOf(one, now));
    return reputations;
}

base::Result<Reputations> readAllReputations(store::Database& database,
    const std::optional<intelligence::Table>& lists, const std::string& pinFolder, base::UnixMilliseconds now)
{
    const auto evidence = gather(database, lists, pinFolder, now);
    if (!evidence)
        return evidence.error();
    Reputations reputations;
    for (const auto& [ref, one] : evidence->servers)
        reputations.servers.emplace(ref, trust::reputationOf(one, now));
    if (const auto added = addTools(database, *evidence, now, reputations); !added)
        return added.error();
    if (const auto added = addClients(database, *evidence, now, reputations); !added)
        return added.error();
    addPackages(*evidence, now, reputations);
    return reputations;
}

} // namespace gatehouse::service
