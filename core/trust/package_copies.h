// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/launch_facts.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::trust {

/// One of the copies of a package in a cache whose runner chooses when it starts.
struct PackageCopy {
    std::string folder; ///< links resolved; or an archive; empty where the files are not found
    std::string name;   ///< as the copy itself writes it
    std::string version;
    bool hasDependencies = false;
    bool isArchive = false;
    std::optional<model::HashedFile> whole = {}; ///< its files, where more than a folder is one
};

/// "1.0" is "1.0.0", as PEP 440 has it; npm writes three numbers always.
bool isSameVersion(std::string_view left, std::string_view right);

/// What a cache holds of a package: which versions, and the files of each copy. Where a copy lies does not
/// count, for a runner makes another folder whenever a dependency has a new version: `cache` stands for it.
/// An exact version leaves only what has it. What a copy depends on is not looked at, and said. `leftOut`:
/// the folders that are not part of it.
void addPackageCopies(std::vector<PackageCopy> copies, const std::string& cache, std::string_view leftOut,
    const FileProbe& probe, LaunchFacts& facts);

} // namespace gatehouse::trust
