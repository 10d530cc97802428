// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy/grant_clock.h"
#include "core/policy/snapshot.h"

#include <string>
#include <vector>

namespace gatehouse::policy {

/// What holds now for the tools of one launch. An Allow that has run out, or was given to another command of
/// the same entry, is an Ask here: nothing is lost silently. `moments` says of Allows that end how late it is
/// for each, see isGrantOver().
struct HeldToolRules {
    std::vector<model::ToolRule> rules;
    base::UnixMilliseconds nextExpiry = 0; ///< when the first Allow runs out; 0: none does
    std::vector<std::string> grants = {};  ///< the marks of Allows that end and hold (toolGrantId), each once
    std::string grantFolder = {};          ///< where those are

    bool operator==(const HeldToolRules&) const = default;
};

HeldToolRules heldToolRules(const Snapshot& snapshot, const model::LaunchIdentity& identity,
    base::UnixMilliseconds now, const GrantMoments& moments = {});

} // namespace gatehouse::policy
