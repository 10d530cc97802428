// SPDX-License-Identifier: Apache-2.0
#include "core/service/ended_grants.h"

#include "core/policy/grant_clock.h"
#include "core/policy/once_keys.h"
#include "core/service/decision_lines.h"
#include "core/service/organisation_registry.h"
#include "core/store/tool_rule_store.h"

#include <algorithm>
#include <string_view>

namespace gatehouse::service {
namespace {

/// The marks that Allows on tools need.
base::Result<std::set<std::string>> toolGrants(store::Database& database)
{
    const auto all = store::ToolRuleStore(database).all();
    if (!all)
        return all.error();
    std::set<std::string> ids;
    for (const auto& server : *all) {
        for (const auto& rule : server.rules) {
            if (rule.expiresAt != 0)
                ids.insert(policy::toolGrantId(server.serverRef, server.command, rule.expiresAt));
        }
    }
    return ids;
}

} // namespace

base::Result<std::vector<store::RegistryStore::Expired>> endedGrants(store::Database& database,
    const base::Places& places, const std::vector<model::RegistryDecision>& held,
    const ProcessTree& processes, base::UnixMilliseconds now)
{
    auto ended = store::RegistryStore(database).findExpired(
        now, [&](const model::ProcessInfo& process) { return processes.isAlive(process); });
    if (!ended)
        return ended;
    std::set<std::string> known;
    for (const auto& one : *ended)
        known.insert(one.decisionId);
    const auto add = [&](const std::string& id, const std::string& why) {
        if (known.insert(id).second)
            ended->push_back({id, why});
    };
    const auto once = policy::onceFolder(places);
    for (const auto& one : held) {
        if (one.choice == model::Choice::Once && !policy::isOnceOpen(once, one.id))
            add(one.id, "used");
    }
    const auto folder = policy::grantsFolder(places);
    const auto moments = policy::grantMomentsIn(folder, now, base::bootMoment());
    for (const auto& one : held) {
        if (!one.isDenied && policy::isGrantOver(one.id, one.expiresAt, now, moments))
            add(one.id, "expired");
    }
    return ended;
}

base::Result<std::vector<model::SessionEvent>> linesOfEnded(
    store::Database& database, const std::vector<store::RegistryStore::Expired>& ended)
{
    std::vector<model::SessionEvent> lines;
    store::RegistryStore registry(database);
    for (const auto& one : ended) {
        const auto stored = registry.find(one.decisionId);
        if (!stored)
            return stored.error();
        if (*stored && (*stored)->revokedAt == 0)
            lines.push_back(revokedLine((*stored)->decision, model::AnsweredBy::Synthetic, one.why));
    }
    return lines;
}

base::Result<void> sweepGrantMarks(
    store::Database& database, const base::Places& places, const std::vector<model::RegistryDecision>& held)
{
    const auto ofTools = toolGrants(database);
    if (!ofTools)
        return ofTools.error();
    const auto folder = policy::grantsFolder(places);
    std::set<std::string_view> ofLaunches;
    for (const auto& one : held)
        ofLaunches.insert(one.id);
    for (const auto& id : policy::grantMarks(folder)) {
        // The organisation's stand in no book.
        if (!ofLaunches.contains(id) && !ofTools->contains(id) && !id.starts_with(kOrganisationId))
            policy::forgetGrant(folder, id);
    }
    const auto once = policy::onceFolder(places);
    for (const auto& id : policy::onceKeys(once)) {
        if (!ofLaunches.contains(id))
            policy::forgetOnceKey(once, id);
    }
    return {};
}

base::Result<void> beginDecision(const base::Places& places, model::RegistryDecision& decision)
{
    if (decision.choice == model::Choice::Once) {
        const auto key = policy::newOnceKey();
        decision.id = key.decisionId;
        if (auto kept = policy::keepOnceKey(policy::onceFolder(places), key); !kept)
            return kept;
    }
    return beginGrants(places, std::vector{decision});
}

base::Result<void> beginGrants(
    const base::Places& places, const std::vector<model::RegistryDecision>& decisions)
{
    std::vector<policy::NewGrant> grants;
    for (const auto& one : decisions) {
        if (one.expiresAt != 0 && !one.isDenied)
            grants.push_back({one.id, one.decidedAt});
    }
    return policy::beginGrants(policy::grantsFolder(places), grants, base::bootMoment());
}

base::Result<void> beginGrants(const base::Places& places, const model::ToolsDecision& decision)
{
    std::set<std::string> ids;
    for (const auto& rule : decision.rules) {
        if (rule.decision == model::ToolDecision::Allow && rule.expiresAt != 0)
            ids.insert(policy::toolGrantId(decision.serverRef, decision.command, rule.expiresAt));
    }
    std::vector<policy::NewGrant> grants;
    for (const auto& id : ids)
        grants.push_back({id, decision.decidedAt});
    return policy::beginGrants(policy::grantsFolder(places), grants, base::bootMoment());
}

base::Result<void> beginOrganisationGrants(const base::Places& places,
    const std::vector<model::RegistryDecision>& decisions,
    const std::vector<model::RegistryDecision>& published, base::UnixMilliseconds now)
{
    for (const auto& one : decisions) {
        const bool isBegun = std::ranges::any_of(published,
            [&](const auto& other) { return other.id == one.id && other.expiresAt == one.expiresAt; });
        if (one.isDenied || one.expiresAt == 0 || isBegun || !one.id.starts_with(kOrganisationId))
            continue;
        const auto done = policy::beginGrant(policy::grantsFolder(places), one.id, now, base::bootMoment());
        if (!done)
            return done;
    }
    return {};
}

} // namespace gatehouse::service
