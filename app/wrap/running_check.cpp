// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/running_check.h"

#include "app/wrap/list_check.h"
#include "core/policy/definition_decisions.h"
#include "core/policy/grant_clock.h"
#include "core/policy/snapshot.h"

#include <algorithm>
#include <utility>

namespace gatehouse::wrap {
namespace {

policy::GrantMoments marksOf(const base::Places& places, base::UnixMilliseconds now)
{
    return policy::grantMomentsIn(policy::grantsFolder(places), now, base::bootMoment());
}

} // namespace

/// Denied before pending before approved.
int strictness(relay::Admission admission)
{
    switch (admission) {
    case relay::Admission::Denied:
        return 2;
    case relay::Admission::Pending:
        return 1;
    case relay::Admission::Approved:
        return 0;
    }
    return 1;
}

relay::Admission admissionOf(policy::AdmissionState state)
{
    switch (state) {
    case policy::AdmissionState::Approved:
        return relay::Admission::Approved;
    case policy::AdmissionState::Denied:
        return relay::Admission::Denied;
    case policy::AdmissionState::Unknown:
        break;
    }
    return relay::Admission::Pending;
}

relay::Admission RunningCheck::admission(const model::LaunchIdentity& approved,
    const policy::LaunchAdmission& decision, base::UnixMilliseconds admittedAt) const
{
    const auto consulted = [&](const base::Places& places) {
        const auto snapshot = policy::Snapshot::open(places.snapshot);
        if (!snapshot)
            return relay::Admission::Approved;
        policy::LaunchContext context{m_clientProcess, admittedAt};
        if (const auto known = stoppingIssues(*snapshot, places, approved))
            takeInto(context, *known);
        const auto state = policy::admit(*snapshot, approved, context).state;
        if (state == policy::AdmissionState::Unknown &&
            policy::admitsRunning(*snapshot, approved, decision.decisionId, context))
            return relay::Admission::Approved;
        return admissionOf(state);
    };
    const auto own = consulted(m_places);
    const auto account = m_accountPlaces ? consulted(*m_accountPlaces) : relay::Admission::Approved;
    return strictness(account) > strictness(own) ? account : own;
}

bool RunningCheck::isStoppedByLists(
    const model::LaunchIdentity& approved, const policy::LaunchAdmission& decision) const
{
    const auto stops = [&](const base::Places& places) {
        const auto snapshot = policy::Snapshot::open(places.snapshot);
        const auto known = snapshot ? stoppingIssues(*snapshot, places, approved)
                                    : base::Result<std::vector<model::KnownIssue>>(snapshot.error());
        return known && isAgainst(*known, decision.despite);
    };
    return stops(m_places) || (m_accountPlaces && stops(*m_accountPlaces));
}

std::optional<model::TrustLevel> RunningCheck::trust(const std::string& entryRef) const
{
    std::optional<model::TrustLevel> trust;
    const auto consult = [&](const base::Places& places) {
        const auto snapshot = policy::Snapshot::open(places.snapshot);
        const auto entry = snapshot ? snapshot->entry(entryRef) : std::nullopt;
        if (entry)
            trust = std::min(trust.value_or(entry->trust), entry->trust);
    };
    consult(m_places);
    if (m_accountPlaces)
        consult(*m_accountPlaces);
    return trust;
}

CallStanding RunningCheck::admissionOfCall(
    const model::LaunchIdentity& withCall, base::UnixMilliseconds now) const
{
    const auto consulted = [&](const base::Places& places) {
        CallStanding standing;
        standing.onceFolder = policy::onceFolder(places);
        const auto snapshot = policy::Snapshot::open(places.snapshot);
        if (!snapshot)
            return standing;
        policy::LaunchContext context{m_clientProcess, now};
        context.isOnceOpen = [&](const std::string& id) {
            return policy::isOnceOpen(standing.onceFolder, id);
        };
        context.moments = marksOf(places, now);
        const auto admission = policy::admit(*snapshot, withCall, context);
        standing.admission = admissionOf(admission.state);
        standing.decisionId = admission.decisionId;
        standing.choice = admission.choice;
        return standing;
    };
    auto own = consulted(m_places);
    if (!m_accountPlaces)
        return own;
    auto account = consulted(*m_accountPlaces);
    return strictness(account.admission) > strictness(own.admission) ? account : own;
}

std::optional<std::vector<trust::DefinitionDecision>> RunningCheck::definitionDecisions(
    const model::LaunchIdentity& identity, base::UnixMilliseconds now) const
{
    const auto own = policy::Snapshot::open(m_places.snapshot);
    if (!own)
        return std::nullopt;
    auto decisions = policy::definitionDecisions(*own, identity, now, marksOf(m_places, now));
    if (!m_accountPlaces)
        return decisions;
    const auto account = policy::Snapshot::open(m_accountPlaces->snapshot);
    if (!account)
        return std::nullopt;
    return policy::stricter(
        decisions, policy::definitionDecisions(*account, identity, now, marksOf(*m_accountPlaces, now)));
}

std::optional<std::vector<policy::HeldToolRules>> RunningCheck::toolRules(
    const model::LaunchIdentity& identity, base::UnixMilliseconds now) const
{
    std::vector<policy::HeldToolRules> rules;
    for (const auto* const places : {&m_places, m_accountPlaces ? &*m_accountPlaces : nullptr}) {
        if (places == nullptr)
            continue;
        const auto snapshot = policy::Snapshot::open(places->snapshot);
        if (!snapshot)
            return std::nullopt;
        rules.push_back(policy::heldToolRules(*snapshot, identity, now, marksOf(*places, now)));
        rules.back().grantFolder = policy::grantsFolder(*places);
    }
    return rules;
}

} // namespace gatehouse::wrap
