// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/model/launch.h"
#include "core/model/reputation.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace gatehouse::trust {

/// Messages of a server with findings of one family.
struct Incidents {
    model::Family family{};
    std::uint64_t actedOn = 0; ///< that were changed, asked about or refused; those that passed cost nothing
};

/// What is known of a server on this machine.
struct ServerEvidence {
    std::optional<model::LaunchIdentity> identity; ///< that was decided on, or asks; nothing where neither is
    base::UnixMilliseconds firstSeen = 0;          ///< 0: never
    std::uint64_t sessions = 0;
    std::uint64_t days = 0; ///< on which it was used
    std::uint64_t calls = 0;
    bool isApproved = false; ///< for good, by an answer that holds
    bool isDenied = false;
    std::uint64_t revocations = 0;    ///< approvals that the user took back
    std::uint64_t refusedChanges = 0; ///< definitions that changed and that the user denied
    std::uint64_t openChanges = 0;    ///< that changed and nobody has decided on
    std::vector<Incidents> incidents; ///< each family once
};

/// The score with all of its parts. What nothing is known of has 50. Pure: the same evidence gives the same
/// score on the same day.
model::Reputation reputationOf(const ServerEvidence& evidence, base::UnixMilliseconds now);

} // namespace gatehouse::trust
