// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace gatehouse::clients {

enum class GitTracking {
    Untracked, ///< in no work tree, or not in its index
    Tracked,
    Unknown, ///< in a work tree whose index cannot be read: to be treated as tracked
};

/// Whether git tracks a file (an absolute path, links resolved). Reads the index itself: running git in
/// somebody's work tree would run what the work tree's own configuration names (core.fsmonitor, hooks), and
/// git need not be installed.
GitTracking gitTracking(const std::string& path);

} // namespace gatehouse::clients
