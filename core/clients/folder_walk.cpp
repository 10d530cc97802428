// SPDX-License-Identifier: Apache-2.0
#include "core/clients/folder_walk.h"

#include "core/clients/entry_state.h"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

namespace gatehouse::clients {
namespace {

bool holds(const std::vector<std::string>& sortedNames, const std::string& name)
{
    return std::binary_search(sortedNames.begin(), sortedNames.end(), name);
}

/// Build systems and tools mark what they can make again.
bool isMarkedAsMade(const std::vector<std::string>& sortedNames)
{
    return holds(sortedNames, "CACHEDIR.TAG") || holds(sortedNames, "CMakeCache.txt");
}

} // namespace

bool isSkippedFolder(std::string_view name)
{
    constexpr std::array<std::string_view, 15> kNames{"node_modules", "__pycache__", "site-packages", "venv",
        "target", "bower_components", "vendor", "snap", "Library", "AppData", "Pods", "DerivedData",
        "CMakeFiles", "lost+found", "miniconda3"};
    return name.front() == '.' || std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

void walkFolders(
    const std::string& root, const MountTable& mounts, SearchBounds& bounds, const FolderVisitor& visitor)
{
    // Mount tables know folders by their real names.
    const auto realRoot = resolveLinks(root);
    if (!realRoot)
        return;
    std::deque<std::pair<std::string, int>> waiting{{root, 0}};
    while (!waiting.empty() && bounds.takeFolder()) {
        const auto [folder, depth] = std::move(waiting.front());
        waiting.pop_front();
        auto listed = listFolder(folder);
        std::vector<std::string> names;
        names.reserve(listed.size());
        for (const auto& entry : listed)
            names.push_back(entry.name);
        if (depth > 0 && isMarkedAsMade(names))
            continue;
        for (const auto& entry : listed) {
            if (!entry.isFolder || depth >= bounds.depth || isSkippedFolder(entry.name))
                continue;
            auto path = (folder == "/" ? std::string() : folder) + "/" + entry.name;
            if (mounts.isMountPoint(*realRoot + path.substr(root == "/" ? 0 : root.size())))
                visitor.leaveOut(path);
            else
                waiting.emplace_back(std::move(path), depth + 1);
        }
        visitor.visit(folder, names);
    }
}

} // namespace gatehouse::clients
