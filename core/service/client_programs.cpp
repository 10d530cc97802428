// SPDX-License-Identifier: Apache-2.0
#include "core/service/client_programs.h"

#include "core/trust/interpreter.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace gatehouse::service {
namespace {

/// Windows knows no case and has two separators.
std::string comparable(std::string path, clients::System system)
{
    if (system != clients::System::Windows)
        return path;
    std::ranges::transform(
        path, path.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    std::ranges::replace(path, '\\', '/');
    return path;
}

std::string_view baseName(std::string_view path)
{
    return path.substr(path.rfind('/') + 1);
}

/// Electron runs an application's folder as node runs a script.
bool runsScripts(std::string_view executable)
{
    return trust::isInterpreter(executable) || baseName(executable).starts_with("electron");
}

/// What a process may be recognised by. An interpreter's title (a program may write over its argv[0]) counts
/// as its name; so does that of a process whose executable cannot be read.
std::vector<std::string> namesOf(const model::ProcessInfo& process, clients::System system)
{
    std::vector<std::string> names;
    const auto executable = comparable(process.executable, system);
    if (!executable.empty())
        names.push_back(executable);
    if ((!executable.empty() && !runsScripts(executable)) || process.argv.empty())
        return names;
    names.push_back(comparable(process.argv.front(), system));
    if (const auto script =
            trust::scriptArgument(trust::isInterpreter(executable) ? executable : "node", process.argv))
        names.push_back(comparable(process.argv[*script], system));
    return names;
}

const std::vector<std::string>& processesFor(const clients::Client& client, clients::System system)
{
    if (system == clients::System::Mac)
        return client.processes.macNames;
    return system == clients::System::Windows ? client.processes.windowsNames : client.processes.linuxNames;
}

bool isPathPart(const std::string& pattern)
{
    return pattern.find('/') != std::string::npos;
}

/// The client of one of these names, by its names of either kind.
const clients::Client* find(const clients::ClientTable& table, const std::vector<std::string>& names,
    clients::System system, bool byPath)
{
    for (const auto& client : table) {
        for (const auto& one : processesFor(client, system)) {
            const auto pattern = comparable(one, system);
            if (isPathPart(pattern) == byPath && std::ranges::any_of(names, [&](const std::string& name) {
                    return byPath ? name.find(pattern) != std::string::npos : baseName(name) == pattern;
                }))
                return &client;
        }
    }
    return nullptr;
}

} // namespace

const clients::Client* clientRunning(
    const clients::ClientTable& table, const model::ProcessInfo& process, clients::System system)
{
    const auto names = namesOf(process, system);
    // A path says more: Claude Desktop's program is called claude.exe on Windows, as Claude Code's is.
    const auto* const byPath = find(table, names, system, true);
    return byPath != nullptr ? byPath : find(table, names, system, false);
}

} // namespace gatehouse::service
