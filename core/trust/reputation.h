// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/model/known_issue.h"
#include "core/model/launch.h"
#include "core/model/reputation.h"

#include <cstdint>
#include <optional>
#include <string>
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
    std::uint64_t revocations = 0;             ///< approvals that the user took back
    std::uint64_t refusedChanges = 0;          ///< definitions that changed and that the user denied
    std::uint64_t openChanges = 0;             ///< that changed and nobody has decided on
    std::vector<Incidents> incidents;          ///< each family once
    std::vector<model::KnownIssue> known = {}; ///< what imported lists say of it
    std::uint64_t overstepped = 0;             ///< tools that were used for what they say they do not do
};

/// What is known of one tool.
struct ToolEvidence {
    base::UnixMilliseconds firstSeen = 0; ///< 0: never
    int serverScore = model::kUnknownReputation;
    std::uint64_t refusedChanges = 0;
    std::uint64_t openChanges = 0;
    std::uint64_t oversteps = 0; ///< calls that did what it says it does not do
};

/// What is known of a client: what it may start decides.
struct ClientEvidence {
    base::UnixMilliseconds firstSeen = 0;
    std::uint64_t sessions = 0;
    std::uint64_t days = 0;
    std::uint64_t calls = 0;
    int weakestScore = model::kUnknownReputation; ///< among its servers
    std::string weakestName;                      ///< of that server's entry; empty: it has none
};

/// The score with all of its parts. What nothing is known of has 50. Pure: the same evidence gives the same
/// score on the same day.
model::Reputation reputationOf(const ServerEvidence& evidence, base::UnixMilliseconds now);
/// A tool is trusted with its server, half as much either way, and less where it did what it says it does
/// not.
model::Reputation reputationOf(const ToolEvidence& evidence, base::UnixMilliseconds now);
/// A client is worth half of what its weakest server is worth.
model::Reputation reputationOf(const ClientEvidence& evidence, base::UnixMilliseconds now);

} // namespace gatehouse::trust
