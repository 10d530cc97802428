// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/intelligence/assess.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::intelligence {

/// What says which version of each dependency is used.
enum class LockKind : std::uint8_t {
    Npm,    ///< package-lock.json, npm-shrinkwrap.json, node_modules/.package-lock.json; versions 1 to 3
    Poetry, ///< poetry.lock, uv.lock
    Requirements, ///< requirements.txt: the names that are pinned with "=="
};

inline constexpr std::size_t kMaxLockBytes = std::size_t{16} << 20;
inline constexpr std::size_t kMaxLockedPackages = 20'000;

/// By the name of the file; nothing for any other.
std::optional<LockKind> lockKindOf(std::string_view path);

/// Every package with its version that the lock names, each once, sorted. The text may be anybody's: where it
/// says two things (a key twice), both count, and what is no package of a registry (a folder, an address)
/// counts for nothing. FileDoesNotParse, TooLarge where it names more than kMaxLockedPackages or nests deeper
/// than any lock does.
base::Result<std::vector<PackageSubject>> packagesOfLock(LockKind kind, std::string_view text);

/// Of the names in a site-packages folder ("requests-2.31.0.dist-info"): what is installed there.
std::vector<PackageSubject> packagesInstalled(const std::vector<std::string>& names);

} // namespace gatehouse::intelligence
