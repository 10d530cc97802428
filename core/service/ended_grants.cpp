// SPDX-License-Identifier: Apache-2.0
#include "core/service/ended_grants.h"

#include "core/policy/grant_clock.h"
#include "core/service/organisation_registry.h"

#include <algorithm>
#include <filesystem>

namespace gatehouse::service {
namespace {

std::string usedFolder(const base::Places& places)
{
    return places.stateFolder + "/used";
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
    const auto moments = policy::grantMoments(folder, now, base::bootMoment());
    for (const auto& one : held) {
        const auto moment = moments.find(one.id);
        if (one.expiresAt != 0 && !one.isDenied && moment != moments.end() && one.expiresAt <= moment->second)
            add(one.id, "expired");
    }
    for (const auto& [id, moment] : moments) {
        // The organisation's stand in no book.
        if (!holdsAmong(held, id) && !id.starts_with(kOrganisationId))
            policy::forgetGrant(folder, id);
    }
    return ended;
}

void beginGrant(const base::Places& places, const model::RegistryDecision& decision)
{
    if (decision.expiresAt == 0 || decision.isDenied)
        return;
    static_cast<void>(policy::keepGrantMoment(
        policy::grantsFolder(places), decision.id, decision.decidedAt, base::bootMoment()));
}

} // namespace gatehouse::service
