// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"
#include "core/policy/grant_clock.h"
#include "core/policy/once_keys.h"
#include "core/policy/snapshot.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::policy {

enum class AdmissionState { Approved, Denied, Unknown };

/// The registry's answer to one launch, and why.
struct LaunchAdmission {
    AdmissionState state = AdmissionState::Unknown;
    std::string reason; ///< stable code: "approved", "denied", "not-approved", "identity-changed", "expired",
                        ///< "other-client" …
    std::string decisionId; ///< the decision that answered; empty for Unknown
    model::Choice choice = model::Choice::Always;
    base::UnixMilliseconds expiresAt = 0; ///< when that decision ends; 0: never
    /// Approved by a pattern, or by a decision that knew less of the launch than is known now: journal what
    /// was learned.
    bool learnsIdentity = false;
    std::vector<std::string> despite = {}; ///< what the decision knew to be said against the launch
    std::optional<model::LaunchIdentity> approvedBefore; ///< for Unknown: what this entry was approved as
    std::vector<model::IdentityChange> changes;          ///< from approvedBefore
};

/// Who starts the launch.
struct LaunchContext {
    std::optional<model::ProcessInfo> clientProcess; ///< the client that started the wrapper
    base::UnixMilliseconds now = 0;
    /// True of a decision of kind Once that is not used up. Without this none is.
    OnceOpen isOnceOpen = {};
    /// Ids of what imported lists stop the launch for, sorted: only a decision that names them all allows it.
    std::vector<std::string> knownAgainst = {};
    bool isForbidden = false; ///< by an organisation: no decision allows it
    /// For decisions that end: how late it is for each, whatever the clock says.
    GrantMoments moments = {};
};

/// Decides from the snapshot alone; pure. The strictest decision that matches wins: a denial beats every
/// approval.
LaunchAdmission admit(
    const Snapshot& snapshot, const model::LaunchIdentity& identity, const LaunchContext& context);

/// True where the decision that let a launch start has become, or is about to become, one on what its package
/// turned out to be: the same launch, known better. admit() says Unknown of it meanwhile.
bool admitsRunning(const Snapshot& snapshot, const model::LaunchIdentity& running,
    const std::string& decisionId, const LaunchContext& context);

/// The command stands where the decision's pattern is good for, as far as client, scope and folder go.
bool isMeantByPattern(const model::RegistryDecision& decision, const std::vector<std::string>& argv,
    const model::EntryLocation& entry);

} // namespace gatehouse::policy
