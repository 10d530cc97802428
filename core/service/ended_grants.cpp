// SPDX-License-Identifier: Apache-2.0
#include "core/service/ended_grants.h"

#include "core/policy/grant_clock.h"
#include "core/service/organisation_registry.h"
#include "core/store/tool_rule_store.h"

#include <algorithm>
#include <filesystem>

namespace gatehouse::service {
namespace {

std::string usedFolder(const base::Places& places)
{
    return places.stateFolder + "/used";
}

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

bool holdsAmong(const std::vector<model::RegistryDecision>& decisions, const std::string& id)
{
    return std::ranges::find(decisions, id, &model::RegistryDecision::id) != decisions.end();
}

} // namespace

std::set<std::string> usedMarks(const base::Places& places)
{
    std::set<std::string> ids;
    std::error_code failure;
    for (std::filesystem::directory_iterator at(usedFolder(places), failure), end; !failure && at != end;
         at.increment(failure))
        ids.insert(at->path().filename().string());
    return ids;
}

void removeUsedMarks(const base::Places& places, const std::vector<model::RegistryDecision>& published)
{
    for (const auto& id : usedMarks(places)) {
        std::error_code failure;
        if (!holdsAmong(published, id))
            std::filesystem::remove(usedFolder(places) + "/" + id, failure);
    }
}

base::Result<std::vector<store::RegistryStore::Expired>> endedGrants(store::Database& database,
    const base::Places& places, const std::vector<model::RegistryDecision>& held,
    const ProcessTree& processes, base::UnixMilliseconds now)
{
    auto ended = store::RegistryStore(database).findExpired(
        now, [&](const model::ProcessInfo& process) { return processes.isAlive(process); });
    if (!ended)
        return ended;
    const auto add = [&](const std::string& id, const std::string& why) {
        if (std::ranges::find(*ended, id, &store::RegistryStore::Expired::decisionId) == ended->end())
            ended->push_back({id, why});
    };
    for (const auto& id : usedMarks(places)) {
        if (holdsAmong(held, id))
            add(id, "used");
    }
    const auto folder = policy::grantsFolder(places);
    const auto moments = policy::grantMomentsIn(folder, now, base::bootMoment());
    for (const auto& one : held) {
        if (!one.isDenied && policy::isGrantOver(one.id, one.expiresAt, now, moments))
            add(one.id, "expired");
    }
    return ended;
}

base::Result<void> sweepGrantMarks(
    store::Database& database, const base::Places& places, const std::vector<model::RegistryDecision>& held)
{
    const auto ofTools = toolGrants(database);
    if (!ofTools)
        return ofTools.error();
    const auto folder = policy::grantsFolder(places);
    for (const auto& id : policy::grantMarks(folder)) {
        // The organisation's stand in no book.
        if (!holdsAmong(held, id) && !ofTools->contains(id) && !id.starts_with(kOrganisationId))
            policy::forgetGrant(folder, id);
    }
    return {};
}

base::Result<void> beginGrant(const base::Places& places, const model::RegistryDecision& decision)
{
    if (decision.expiresAt == 0 || decision.isDenied)
        return {};
    return policy::beginGrant(
        policy::grantsFolder(places), decision.id, decision.decidedAt, base::bootMoment());
}

base::Result<void> beginGrants(const base::Places& places, const model::ToolsDecision& decision)
{
    std::set<std::string> begun;
    for (const auto& rule : decision.rules) {
        const auto id = policy::toolGrantId(decision.serverRef, decision.command, rule.expiresAt);
        if (rule.decision != model::ToolDecision::Allow || rule.expiresAt == 0 || !begun.insert(id).second)
            continue;
        const auto done =
            policy::beginGrant(policy::grantsFolder(places), id, decision.decidedAt, base::bootMoment());
        if (!done)
            return done;
    }
    return {};
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
