// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace gatehouse::trust {

/// A declared launch among others, or a remote server.
struct DeclaredLaunch {
    std::vector<std::string> argv; ///< without our wrapper; empty: it starts nothing here
    std::string foundVersion = {}; ///< of its package, where it names none; empty: not known
    std::string addressKey = {};   ///< of a remote server, see remote_address.h; empty: it is none
};

/// Another launch that starts the same server: the same command, or the same package in another version.
struct LikeLaunch {
    std::size_t index = 0;
    bool isOtherVersion = false;

    bool operator==(const LikeLaunch&) const = default;
};

inline constexpr std::size_t kMaxLikeLaunches = 32; ///< told of one

/// For each launch those that are like it, by index. How a package runner is called (its path, -y) makes no
/// difference; other arguments do, since they make another server of the same package and version.
std::vector<std::vector<LikeLaunch>> likeLaunches(const std::vector<DeclaredLaunch>& launches);

} // namespace gatehouse::trust
