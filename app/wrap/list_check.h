// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/base/result.h"
#include "core/model/known_issue.h"
#include "core/policy/admission.h"

#include <string>
#include <vector>

namespace gatehouse::wrap {

/// What the lists that the snapshot names say against the launch: denied hashes, malicious packages. An error
/// where they cannot be read: a launch that they might stop must not start then.
base::Result<std::vector<model::KnownIssue>> stoppingIssues(
    const policy::Snapshot& snapshot, const base::Places& places, const model::LaunchIdentity& identity);

void takeInto(policy::LaunchContext& context, const std::vector<model::KnownIssue>& issues);

/// True where a decision that knew `despite` does not cover them.
bool isAgainst(const std::vector<model::KnownIssue>& issues, const std::vector<std::string>& despite);

/// The settings with the patterns of the lists that the snapshots at `places` name, in the place of those
/// that they had.
void takeListRules(const std::vector<base::Places>& places, policy::Settings& settings);

/// For people; empty where there are none.
std::string sentenceOf(const std::vector<model::KnownIssue>& issues);

} // namespace gatehouse::wrap
