// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// True where `name` fits `pattern`, in which each * stands for any text.
bool fitsPattern(std::string_view name, std::string_view pattern);

/// How far a search may go. One object bounds several searches together.
struct SearchBounds {
    std::size_t foldersLeft = 0;
    int depth = 0; ///< of ** and of walks
    const std::atomic_bool* cancelled = nullptr;
    bool isExceeded = false; ///< set where the search ended before it was through

    /// Takes one folder; false where there is none left or the search was cancelled.
    bool takeFolder();
};

/// The regular files (also behind links) that an absolute path with globs names, sorted. Folders that are links are entered for
/// no glob.
std::vector<std::string> findFiles(const std::string& pattern, SearchBounds& bounds);

/// Calls `visit` for `root` and the folders below it, with the names in it, down to `bounds.depth`. Skips links, hidden folders,
/// node_modules and the like.
void walkFolders(const std::string& root, SearchBounds& bounds,
    const std::function<void(const std::string& folder, const std::vector<std::string>& names)>& visit);

} // namespace gatehouse::clients
