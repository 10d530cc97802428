// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/trust/launch_resolver.h"

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::trust {

/// The value of a variable; nothing where it is not set.
std::optional<std::string> valueOf(
    const std::vector<std::pair<std::string, std::string>>& environment, std::string_view name);

/// `path` made absolute below `folder`, with "." and ".." left as they are (links decide what they mean).
std::string absoluteBelow(const std::string& folder, const std::string& path);

/// Where a command was found.
struct FoundCommand {
    std::string path;               ///< absolute, links not resolved: what is executed
    bool usedWorkingFolder = false; ///< another working folder could have given another file
};

/// As execvp(3) looks: a name with a slash is a path, any other is looked for along PATH (an empty element is
/// the working folder; PATH unset means /bin:/usr/bin). CommandNotFound names the command and the folders.
base::Result<FoundCommand> findCommand(
    const std::string& command, const LaunchRequest& request, const FileProbe& files);

} // namespace gatehouse::trust
