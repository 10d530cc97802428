// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/mount_table.h"
#include "core/clients/path_search.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// Folders in which nobody keeps projects of their own: packages, build results, caches, the data of
/// applications.
bool isSkippedFolder(std::string_view name);

/// What a walk calls.
struct FolderVisitor {
    /// A folder and the names in it, sorted.
    std::function<void(const std::string& folder, const std::vector<std::string>& names)> visit;
    /// A folder that is not entered since another file system is mounted on it.
    std::function<void(const std::string& folder)> leaveOut;
};

/// Visits `root` and the folders below it, nearest first, down to `bounds.depth`. Enters no links, no mount
/// points below the root, no hidden folders and none that isSkippedFolder() or a CACHEDIR.TAG names.
void walkFolders(
    const std::string& root, const MountTable& mounts, SearchBounds& bounds, const FolderVisitor& visitor);

} // namespace gatehouse::clients
