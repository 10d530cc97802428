// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/places.h"
#include "core/policy/admission.h"
#include "core/policy/tool_rules.h"
#include "core/relay/session.h"
#include "core/trust/pin_book.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::wrap {

/// Denied before pending before approved.
int strictness(relay::Admission admission);
relay::Admission admissionOf(policy::AdmissionState state);

/// The answer to a call that asks.
struct CallStanding {
    relay::Admission admission = relay::Admission::Pending;
    std::string decisionId;
    model::Choice choice = model::Choice::Once;
    std::string onceFolder; ///< where its key lies
};

/// What the snapshots say of a launch that runs, read anew each time; of two the stricter holds. It looks at
/// no file of the launch: what became of those counts at the next start.
class RunningCheck {
public:
    RunningCheck(base::Places places, std::optional<base::Places> accountPlaces,
        std::optional<model::ProcessInfo> clientProcess)
        : m_places(std::move(places))
        , m_accountPlaces(std::move(accountPlaces))
        , m_clientProcess(std::move(clientProcess))
    {
    }

    /// Of a launch that was approved at `admittedAt` by `decision`. A once that is used up and an approval
    /// that has run out count at the next start. Approved where a snapshot cannot be read.
    relay::Admission admission(const model::LaunchIdentity& approved, const policy::LaunchAdmission& decision,
        base::UnixMilliseconds admittedAt) const;
    /// True where imported lists stop the launch by now, whatever it was approved as: what nobody knew when
    /// it was.
    bool isStoppedByLists(
        const model::LaunchIdentity& approved, const policy::LaunchAdmission& decision) const;
    /// How far the snapshots trust the entry's server by now, the less counts; nothing where none knows it.
    std::optional<model::TrustLevel> trust(const std::string& entryRef) const;
    /// What the snapshots say of one call. Pending where they say nothing, or none can be read.
    CallStanding admissionOfCall(const model::LaunchIdentity& withCall, base::UnixMilliseconds now) const;
    /// What is decided about definitions of the launch. Nothing where none can be read: then what was said
    /// before goes on holding.
    std::optional<std::vector<trust::DefinitionDecision>> definitionDecisions(
        const model::LaunchIdentity& identity, base::UnixMilliseconds now) const;
    /// What is decided about its tools, each. Nothing where one cannot be read, likewise.
    std::optional<std::vector<policy::HeldToolRules>> toolRules(
        const model::LaunchIdentity& identity, base::UnixMilliseconds now) const;

private:
    base::Places m_places;
    std::optional<base::Places> m_accountPlaces;
    std::optional<model::ProcessInfo> m_clientProcess;
};

} // namespace gatehouse::wrap
