// SPDX-License-Identifier: Apache-2.0
#include "core/service/reputation_evidence.h"

#include "core/base/file.h"
#include "core/service/dependency_look.h"
#include "core/service/rule_families.h"
#include "core/store/catalog_store.h"
#include "core/store/incident_store.h"
#include "core/store/pending_store.h"
#include "core/store/registry_store.h"
#include "core/store/session_store.h"
#include "core/store/usage_fold.h"
#include "core/store/usage_store.h"
#include "core/trust/launch_resolver.h"
#include "core/trust/pin_file.h"
#include "core/trust/tool_claims.h"

#include <algorithm>

namespace gatehouse::service {

bool isAboutDefinition(const std::optional<model::LaunchIdentity>& identity)
{
    return identity && !identity->entryRef.empty() && identity->call && identity->call->isDefinition();
}

namespace {

using EvidenceByRef = std::map<std::string, trust::ServerEvidence>;
using OverstepsByTool = std::map<std::pair<std::string, std::string>, std::uint64_t>;

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
            // A message may break several rules of a family, and is one message.
            found->actedOn = std::max(found->actedOn, one.actedOn);
        }
    }
    return {};
}

/// What lists say of each launch. One that cannot be looked up has no less of a past because of it.
base::Result<void> addLists(
    store::Database& database, const std::optional<intelligence::Table>& lists, EvidenceByRef& servers)
{
    if (!lists)
        return {};
    for (auto& [ref, evidence] : servers) {
        if (!evidence.identity)
            continue;
        auto known = knownOf(database, *lists, *evidence.identity);
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
    for (const auto& pin : pins->pins) {
        const auto own = trust::claimsOf(pin.text);
        // Two long names that begin alike are one in the books: only what both say can be held against it.
        const auto [place, isFirst] = claims.try_emplace(store::catalogName(pin.name), own);
        place->second.readsOnly = place->second.readsOnly && own.readsOnly;
        place->second.staysInside = place->second.staysInside && own.staysInside;
    }
    return claims;
}

/// Calls that did what the tool says it does not do.
base::Result<OverstepsByTool> addOversteps(
    store::Database& database, const std::string& pinFolder, EvidenceByRef& servers)
{
    OverstepsByTool oversteps;
    const auto use = store::UsageStore(database).reachedTools();
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
        for (const auto& [rule, calls] : rules)
            count += trust::contradicts(said->second, rule) ? calls : 0;
        if (count == 0)
            continue;
        oversteps[key] = count;
        ++server->second.overstepped;
    }
    return oversteps;
}

} // namespace

base::Result<ReputationEvidence> gatherEvidence(store::Database& database,
    const std::optional<intelligence::Table>& lists, const std::string& pinFolder, base::UnixMilliseconds now)
{
    ReputationEvidence evidence;
    if (const auto added = addUse(database, evidence.servers); !added)
        return added.error();
    if (const auto added = addDecisions(database, now, evidence.servers); !added)
        return added.error();
    if (const auto added = addIncidents(database, evidence.servers); !added)
        return added.error();
    if (const auto added = addLists(database, lists, evidence.servers); !added)
        return added.error();
    auto oversteps = addOversteps(database, pinFolder, evidence.servers);
    if (!oversteps)
        return oversteps.error();
    evidence.oversteps = std::move(*oversteps);
    return evidence;
}

} // namespace gatehouse::service
