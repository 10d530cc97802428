// SPDX-License-Identifier: Apache-2.0
#include "core/service/process_tree.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gatehouse::service {
namespace {

std::string baseName(const std::string& path)
{
    return path.substr(path.rfind('/') + 1);
}

bool isShellCommand(const model::ProcessInfo& process)
{
    constexpr std::array<std::string_view, 5> kShells{"sh", "bash", "dash", "zsh", "fish"};
    return std::ranges::find(kShells, baseName(process.executable)) != kShells.end() &&
        process.argv.size() > 1 && process.argv[1].starts_with('-') &&
        process.argv[1].find('c') != std::string::npos;
}

} // namespace

bool ProcessTree::isAlive(const model::ProcessInfo& known) const
{
    const auto now = process(known.pid);
    return now && now->startTime == known.startTime;
}

std::optional<model::ProcessInfo> clientOf(const std::vector<model::ProcessInfo>& ancestors)
{
    const auto client = std::ranges::find_if_not(ancestors, isShellCommand);
    if (client == ancestors.end() || baseName(client->executable) == "systemd")
        return std::nullopt;
    return *client;
}

} // namespace gatehouse::service
