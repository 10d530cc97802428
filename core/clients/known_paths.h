// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/clients/client_table.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

enum class System { Linux, Mac, Windows };

/// The system that this program was built for.
System thisSystem();

/// What the paths of a table are resolved with: the environment as clients see it, not as Gatehouse keeps its
/// own places.
struct PathContext {
    System system = thisSystem();
    std::string home;                               ///< absolute
    std::map<std::string, std::string> environment; ///< CLAUDE_CONFIG_DIR, XDG_CONFIG_HOME, APPDATA …
};

/// HOME and environment of this process.
PathContext pathContextOfThisProcess(std::string home);

/// A path of the table with its variables filled in. NotFound where a variable without a default is not set
/// or is not absolute; InvalidArgument for a malformed variable. Globs stay as they are.
base::Result<std::string> expandPath(std::string_view pattern, const PathContext& context);

/// The patterns for a system.
const std::vector<std::string>& pathsFor(const SystemPaths& paths, System system);

} // namespace gatehouse::clients
