// SPDX-License-Identifier: Apache-2.0
#include "core/trust/command_search.h"

#include "core/base/utf8.h"
#include "core/trust/interpreter.h"

namespace gatehouse::trust {
namespace {

constexpr std::string_view kDefaultPath = "/bin:/usr/bin"; // execvp(3) of glibc

base::Error notFound(const std::string& command, std::string_view where)
{
    return {base::ErrorCode::CommandNotFound,
        "no program \"" + base::printable(command) + "\" " + std::string(where)};
}

/// False for a script whose interpreter is not there: execve(2) then says the same as for a file that is not
/// there, and execvp(3) goes on to the next folder.
bool canStart(const std::string& path, const LaunchRequest& request, const FileProbe& files)
{
    std::string at = path;
    for (int depth = 0; depth <= kMaxInterpreters; ++depth) {
        if (!files.isExecutable(at))
            return false;
        const auto real = files.realPath(at);
        const auto shebang = real ? parseShebang(files.head(*real, kShebangBytes)) : std::nullopt;
        if (!shebang)
            return true;
        at = absoluteBelow(request.workingFolder, shebang->interpreter);
    }
    return true; // what is wrong with so many is said by who resolves them
}

} // namespace

std::optional<std::string> valueOf(
    const std::vector<std::pair<std::string, std::string>>& environment, std::string_view name)
{
    for (const auto& [key, value] : environment) {
        if (key == name)
            return value;
    }
    return std::nullopt;
}

std::string absoluteBelow(const std::string& folder, const std::string& path)
{
    if (path.starts_with('/'))
        return path;
    return folder.ends_with('/') ? folder + path : folder + '/' + path;
}

base::Result<FoundCommand> findCommand(
    const std::string& command, const LaunchRequest& request, const FileProbe& files)
{
    if (command.empty())
        return base::Error{base::ErrorCode::CommandNotFound, "the command is empty"};
    if (command.find('/') != std::string::npos) {
        const FoundCommand found{absoluteBelow(request.workingFolder, command), !command.starts_with('/')};
        if (!files.isExecutable(found.path))
            return notFound(command, "that can be executed");
        return found;
    }
    const auto path = valueOf(request.environment, "PATH").value_or(std::string(kDefaultPath));
    for (std::string_view rest = path;;) {
        const auto colon = rest.find(':');
        const std::string folder(rest.substr(0, colon));
        const FoundCommand found{
            absoluteBelow(absoluteBelow(request.workingFolder, folder), command), !folder.starts_with('/')};
        if (canStart(found.path, request, files))
            return found;
        if (colon == std::string_view::npos)
            return notFound(command, "in the client's PATH (" + base::printable(path) + ")");
        rest.remove_prefix(colon + 1);
    }
}

} // namespace gatehouse::trust
