// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file_tree.h"

namespace gatehouse::base {

/// Which files below a folder are wanted, and how much is looked at before it is given up.
struct TreeChoice {
    std::size_t files = 0;   ///< of those that are wanted
    std::uint64_t bytes = 0; ///< likewise
    std::size_t folders = 0;
    std::size_t names = 0; ///< in all folders together, wanted or not
    bool isFlat = false;   ///< the folder alone, and none below it
    /// Of a file; `names` are all in its folder, sorted.
    bool (*wants)(const std::vector<std::string>& names, std::string_view name) = nullptr;
    /// Of a folder below the first one, by its name and by the names that it holds.
    bool (*enters)(std::string_view name) = nullptr;
    bool (*keeps)(const std::vector<std::string>& names) = nullptr;
};

/// The wanted files below `folder`, sorted by name. Links are followed to files and to folders, and each of
/// the names that lead to a file counts, but never back into a folder that is being looked at. TooLarge where
/// the choice does not hold all of it; any other error where a folder cannot be looked into: what cannot be
/// listed may be run all the same.
Result<std::vector<TreeFile>> chosenBelow(const std::string& folder, const TreeChoice& choice);

} // namespace gatehouse::base
