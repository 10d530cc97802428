// SPDX-License-Identifier: Apache-2.0
#include "core/service/reputation_reader.h"

#include "core/service/rule_families.h"
#include "core/store/catalog_store.h"
#include "core/store/incident_store.h"
#include "core/store/pending_store.h"
#include "core/store/registry_store.h"
#include "core/store/session_store.h"
#include "core/trust/reputation.h"

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

} // namespace

base::Result<std::map<std::string, model::Reputation>> readReputations(
    store::Database& database, base::UnixMilliseconds now)
{
    EvidenceByRef servers;
    if (const auto added = addUse(database, servers); !added)
        return added.error();
    if (const auto added = addDecisions(database, now, servers); !added)
        return added.error();
    if (const auto added = addIncidents(database, servers); !added)
        return added.error();
    std::map<std::string, model::Reputation> reputations;
    for (const auto& [ref, evidence] : servers)
        reputations.emplace(ref, trust::reputationOf(evidence, now));
    return reputations;
}

} // namespace gatehouse::service
