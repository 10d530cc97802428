// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/launch_facts.h"

#include <string>

namespace gatehouse::trust {

/// Adds the copies that Deno keeps below `cache` of the module at `address`, of those that it names, and so
/// on: what it would run without fetching anything. False where it has none of the first.
bool addDenoModules(
    const std::string& address, const std::string& cache, const FileProbe& probe, LaunchFacts& facts);

} // namespace gatehouse::trust
