// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/intelligence/lock_file.h"

namespace gatehouse::intelligence {

using LockedPackages = base::Result<std::vector<PackageSubject>>;

// The packages of one lock, in its order, some perhaps twice; see packagesOfLock(). A reader stops a little
// after kMaxLockedPackages.
#define GATEHOUSE_LOCK(kind, reader, names) LockedPackages reader(std::string_view text);
#include "core/intelligence/lock_formats.def"
#undef GATEHOUSE_LOCK

/// The next line without its end and what stands before that; the rest stays in `text`.
std::string_view takeLockLine(std::string_view& text);

/// True once more was found than anybody's lock names.
inline bool isFull(const std::vector<PackageSubject>& packages)
{
    return packages.size() > 2 * kMaxLockedPackages;
}

/// The package of npm that "name@1.2.3" or "alias@npm:name@1.2.3" stands for; nothing for a folder, an
/// address, a range, or what is no name.
std::optional<PackageSubject> npmPackageOf(std::string_view nameAndVersion);

} // namespace gatehouse::intelligence
