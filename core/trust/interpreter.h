// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::trust {

/// What a #! line names.
struct Shebang {
    std::string interpreter;            ///< as written, "/usr/bin/env"
    std::vector<std::string> arguments; ///< Linux hands over the rest as one; `env -S` splits it
};

/// How much of a script execve(2) reads for its #! line.
inline constexpr std::size_t kShebangBytes = 256;
/// A script's interpreter may be a script: the kernel follows four (BINPRM_MAX_RECURSION).
inline constexpr int kMaxInterpreters = 4;

/// Reads the #! line of a file's first kShebangBytes. Nothing where there is none.
std::optional<Shebang> parseShebang(std::string_view head);

/// True where the program's base name is an interpreter's: what it runs is in its arguments.
bool isInterpreter(std::string_view program);

/// Index in `argv` of the script that the interpreter would run; nothing where code comes from elsewhere (-c,
/// -e, -m, standard input) or no argument is a script.
std::optional<std::size_t> scriptArgument(std::string_view program, const std::vector<std::string>& argv);

/// The last component of a path, without ".exe", ".cmd" and the like.
std::string_view baseName(std::string_view path);

} // namespace gatehouse::trust
