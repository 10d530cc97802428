// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/launch_resolver.h"

#include <optional>
#include <string>

namespace gatehouse::trust {

/// What a command's first word leads to.
struct ProgramFiles {
    std::string foundPath; ///< as it was found, links not resolved
    model::HashedFile executable;
    std::optional<model::HashedFile> script; ///< the first script on the way, by its #! line
    std::string interpreterPath; ///< of the last #! line, links not resolved; empty where there is no script
    bool usedWorkingFolder = false; ///< another working folder could have given another file
};

/// Finds the command of `request.argv` as execvp(3) does and follows #! lines down to a program.
base::Result<ProgramFiles> programFiles(const LaunchRequest& request, const FileProbe& files);

/// The script that an interpreter is given (`node server.js`); nothing where there is none, or no such file:
/// the interpreter will say so itself, and argv counts anyway.
std::optional<model::HashedFile> scriptFile(
    const LaunchRequest& request, const FileProbe& files, bool& usedWorkingFolder);

} // namespace gatehouse::trust
