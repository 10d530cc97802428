// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace gatehouse::service {

/// True where a process with this argv is what `command` becomes once it runs: the command itself, a script
/// behind the interpreter that its #! line names, the title that npm gives itself, the program of a package
/// that a runner fetched, or what a launcher (`env`, `sh -c`) leaves behind. Variables that the client fills
/// in stand for any text. A bare shell or interpreter is nobody's server: any terminal of a client runs one.
bool runsCommand(const std::vector<std::string>& argv, const std::vector<std::string>& command);

} // namespace gatehouse::service
