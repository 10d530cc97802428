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

/// What says which version of each dependency is used: lock_formats.def.
enum class LockKind : std::uint8_t {
#define GATEHOUSE_LOCK(kind, reader, names) kind,
#include "core/intelligence/lock_formats.def"
#undef GATEHOUSE_LOCK
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
