// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/launch.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::trust {

/// True for a variable that changes which code a launch runs: the loader's, the interpreters', the package
/// runners'.
bool changesWhatRuns(std::string_view name);

/// The digests of those variables of an environment, sorted by name; the last of repeated names, as getenv's
/// callers that build a map would see it.
std::vector<model::EnvironmentDigest> digestRelevant(
    const std::vector<std::pair<std::string, std::string>>& environment);

} // namespace gatehouse::trust
