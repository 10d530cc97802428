// SPDX-License-Identifier: Apache-2.0
#include "core/clients/private_override.h"

#include "core/clients/dialect.h"
#include "core/clients/entry_state.h"
#include "core/clients/path_search.h"

#include <algorithm>
#include <filesystem>

namespace gatehouse::clients {
namespace {

/// The project's folder: the path without what the location's pattern stands for; empty where none fits.
std::string projectFolder(const ClientLocation& location, const std::string& path)
{
    for (const auto& pattern : location.projectPaths) {
        auto end = path.size();
        for (auto parts = std::count(pattern.begin(), pattern.end(), '/') + 1;
             parts > 0 && end != std::string::npos; --parts)
            end = end == 0 ? std::string::npos : path.rfind('/', end - 1);
        if (end != std::string::npos && end > 0 &&
            fitsPattern(std::string_view(path).substr(end + 1), pattern))
            return path.substr(0, end);
    }
    return {};
}

bool isTopOfARepository(const std::string& folder)
{
    std::error_code failed;
    // In a linked work tree .git is a file; clients keep private entries under the main one.
    return std::filesystem::is_directory(folder + "/.git", failed);
}

std::string obstacleOf(const Client& client, const OverridePlace& place, const std::string& folder)
{
    if (!isTopOfARepository(folder))
        return client.title +
            " keeps private servers for a whole repository, and this file is not in its top folder";
    if (!base::stampOf(place.file))
        return place.file + " is not there: start " + client.title +
            " once, so that it makes its file, and try again";
    return {};
}

} // namespace

std::optional<OverridePlace> overridePlaceOf(
    const Client& client, const ClientLocation& location, const std::string& path, const PathContext& paths)
{
    if (!location.privateOverride)
        return std::nullopt;
    const auto* const target = findLocation(client, location.privateOverride->locationId);
    const auto folder = resolveLinks(projectFolder(location, path));
    if (target == nullptr || !folder)
        return std::nullopt;
    OverridePlace place;
    place.locationId = target->id;
    for (const auto& pattern : pathsFor(target->paths, paths.system)) {
        if (const auto expanded = expandPath(pattern, paths)) {
            place.file = *expanded;
            break;
        }
    }
    if (place.file.empty())
        return std::nullopt;
    for (const auto& container : target->containers) {
        if (container.path == location.privateOverride->path)
            place.scope = container.scope;
    }
    for (const auto& key : location.privateOverride->path)
        place.keys.push_back(key == "*" ? *folder : key);
    place.obstacle = obstacleOf(client, place, *folder);
    const auto real = resolveLinks(place.file);
    place.realFile = real ? *real : place.file;
    return place;
}

model::EntryLocation overrideOf(const OverridePlace& place, const model::EntryLocation& entry)
{
    std::string keyPath;
    for (const auto& key : place.keys)
        keyPath += "/" + escapePointer(key);
    return {entry.client, place.scope, place.realFile, keyPath + "/" + escapePointer(entry.name), entry.name};
}

void judgeOverrides(DiscoveredFile& file, const DiscoveredFile* target, const Records& records)
{
    if (!file.overridePlace)
        return;
    for (auto& entry : file.entries) {
        if (entry.reason != "tracked-by-git")
            continue;
        const auto place = overrideOf(*file.overridePlace, entry.location);
        const auto ref = model::entryRef(place);
        const auto isThere = target != nullptr &&
            std::any_of(target->entries.begin(), target->entries.end(),
                [&](const DiscoveredEntry& other) { return other.ref == ref; });
        if (!isThere) {
            if (file.overridePlace->obstacle.empty())
                entry.reason = "private-override";
            continue;
        }
        const auto record = records.load(ref);
        const auto isOurs = std::any_of(target->entries.begin(), target->entries.end(),
            [&](const DiscoveredEntry& other) { return other.ref == ref && other.isOurs; });
        if (!isOurs || !record || !record->overrides || model::entryRef(*record->overrides) != entry.ref) {
            // Whatever this file says of the name, the client starts the other one.
            entry.reason = "overridden";
            entry.isGuardable = false;
            continue;
        }
        entry.reason = "private-override";
        entry.overrideRef = ref;
        if (base::toHex(base::sha256(record->originalEntry)) != entry.valueHash)
            entry.warnings.emplace_back("override-outdated");
    }
}

} // namespace gatehouse::clients
