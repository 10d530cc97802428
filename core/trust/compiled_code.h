// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/launch.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::trust {

/// Runtimes keep what they have compiled in folders of their own, by name and digest of the source alone:
/// whoever writes there says what runs in the place of a source that nobody has touched. These variables
/// keep them from reading it; there is none that would have them check it.
/// `environment`: what the server would get. `secret`: random, of this one start: it goes into the settings
/// of an engine that takes what other settings have compiled for worthless.
std::vector<std::pair<std::string, std::string>> variablesAgainstCompiledCode(
    const std::vector<std::pair<std::string, std::string>>& environment, std::string_view secret);

/// True where a command in the midst of a launch starts a runtime that looks into its caches, since something
/// in front of it has taken away or changed what variablesAgainstCompiledCode() sets.
bool looksIntoCaches(
    std::string_view program, const std::vector<std::pair<std::string, std::string>>& environment);

/// False for a program that is all by itself: it finds its environment as the client made it.
bool mayRunCompiledCode(const model::LaunchIdentity& identity);

} // namespace gatehouse::trust
