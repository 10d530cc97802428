// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>
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
    std::optional<std::chrono::steady_clock::time_point> deadline = std::nullopt;
    bool isExceeded = false; ///< set where the search ended before it was through

    /// Takes one folder; false where there is none left, the time is over or the search was cancelled.
    bool takeFolder();
};

struct ListedName {
    std::string name;
    bool isFolder = false; ///< a folder itself, not a link to one
};

/// What is in a folder, sorted; nothing where it cannot be read.
std::vector<ListedName> listFolder(const std::string& folder);

/// The regular files (also behind links) below `folder` that a relative pattern with globs names, sorted.
/// Folders that are links are entered for no glob.
std::vector<std::string> findFilesIn(
    const std::string& folder, const std::string& pattern, SearchBounds& bounds);

/// The same for an absolute pattern.
std::vector<std::string> findFiles(const std::string& pattern, SearchBounds& bounds);

} // namespace gatehouse::clients
