// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::base {

/// How much of a folder is looked at before it is given up.
struct TreeLimits {
    std::size_t files = 0;
    std::uint64_t bytes = 0;
    std::string_view leftOut; ///< a folder of this name is not entered
};

/// A file below a folder.
struct TreeFile {
    std::string name; ///< relative to the folder
    FileStamp stamp;  ///< of what a link leads to
};

/// Every regular file below `folder`, sorted by name; links are followed to files and not to folders.
/// TooLarge where the limits do not hold all of it: half a folder proves nothing.
Result<std::vector<TreeFile>> filesBelow(const std::string& folder, const TreeLimits& limits);

/// The names in a folder, sorted; TooLarge where there are more than `limit`.
Result<std::vector<std::string>> namesIn(const std::string& folder, std::size_t limit);

} // namespace gatehouse::base
