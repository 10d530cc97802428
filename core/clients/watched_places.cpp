// SPDX-License-Identifier: Apache-2.0
#include "core/clients/watched_places.h"

#include <set>
#include <utility>

namespace gatehouse::clients {
namespace {

/// In more projects than this, only the files that are there are watched: each project would add dozens that
/// are not.
constexpr std::size_t kMaxWholeProjects = 100;

bool hasGlob(std::string_view pattern)
{
    return pattern.find('*') != std::string_view::npos;
}

/// The folder that `path` lies in as `relative`; empty where it does not.
std::string rootOf(std::string_view path, std::string_view relative)
{
    const bool fits = path.size() > relative.size() + 1 && path.ends_with(relative) &&
        path[path.size() - relative.size() - 1] == '/';
    return fits ? std::string(path.substr(0, path.size() - relative.size() - 1)) : std::string();
}

/// The folders of projects that the found files lie in.
std::set<std::string> projectsOf(const ClientTable& table, const std::vector<DiscoveredFile>& found)
{
    std::set<std::string> projects;
    for (const auto& file : found) {
        const auto* const client = findClient(table, file.client);
        const auto* const location = client != nullptr ? findLocation(*client, file.locationId) : nullptr;
        if (location == nullptr)
            continue;
        for (const auto& relative : location->projectPaths) {
            if (auto root = rootOf(file.path, relative); !root.empty())
                projects.insert(std::move(root));
        }
    }
    return projects;
}

} // namespace

std::vector<ClientPlace> watchedPlaces(
    const ClientTable& table, const std::vector<DiscoveredFile>& found, const PathContext& paths)
{
    std::vector<ClientPlace> places;
    std::set<std::pair<std::string, std::string>>
        seen; // client and path, as discovery reads a file once for a client
    const auto add = [&](const Client& client, const ClientLocation& location, const std::string& path) {
        if (seen.emplace(client.id, path).second)
            places.push_back({client.id, location.id, path});
    };
    auto projects = projectsOf(table, found);
    if (projects.size() > kMaxWholeProjects)
        projects.clear();
    for (const auto& client : table) {
        for (const auto& location : client.locations) {
            if (location.format == kOpaqueFormat)
                continue;
            for (const auto& pattern : pathsFor(location.paths, paths.system)) {
                const auto path = expandPath(pattern, paths);
                if (path && !hasGlob(*path))
                    add(client, location, *path);
            }
            if (location.isWindowsOnly && paths.system != System::Windows)
                continue;
            for (const auto& relative : location.projectPaths) {
                for (const auto& root : projects) {
                    if (!hasGlob(relative))
                        add(client, location, root + "/" + relative);
                }
            }
        }
        for (const auto& file : found) {
            const auto* const location =
                file.client == client.id ? findLocation(client, file.locationId) : nullptr;
            if (location != nullptr && location->format != kOpaqueFormat)
                add(client, *location, file.path);
        }
    }
    return places;
}

} // namespace gatehouse::clients
