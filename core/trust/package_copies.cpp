// SPDX-License-Identifier: Apache-2.0
#include "core/trust/package_copies.h"

#include "core/trust/package_files.h"

#include <algorithm>
#include <set>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;

/// False for a copy that is known already.
bool isNewCopy(const PackageCopy& copy, const std::string& cache, std::string_view leftOut,
    const FileProbe& probe, LaunchFacts& facts)
{
    auto tree = copy.whole    ? base::Result<model::HashedFile>(*copy.whole)
        : copy.folder.empty() ? base::Result<model::HashedFile>(base::Error{base::ErrorCode::NotFound, {}})
        : copy.isArchive      ? probe.hash(copy.folder)
                              : hashTree(copy.folder, leftOut, probe);
    if (!tree) {
        facts.doubt(unknowns::kPackagePartly);
        return true;
    }
    tree->path = cache + '/' + copy.name + '-' + copy.version;
    const auto isKnown = [&](const model::LaunchFile& known) {
        return known.file.path == tree->path && known.file.hash == tree->hash;
    };
    if (std::any_of(facts.files.begin(), facts.files.end(), isKnown))
        return false;
    facts.files.push_back({model::FileRole::Package, std::move(*tree)});
    return true;
}

std::string comparable(std::string_view version)
{
    constexpr std::string_view kZero = ".0";
    if (version.find_first_not_of("0123456789.") == std::string_view::npos) {
        while (version.ends_with(kZero))
            version.remove_suffix(kZero.size());
    }
    return std::string(version);
}

} // namespace

bool isSameVersion(std::string_view left, std::string_view right)
{
    return comparable(left) == comparable(right);
}

void addPackageCopies(std::vector<PackageCopy> copies, const std::string& cache, std::string_view leftOut,
    const FileProbe& probe, LaunchFacts& facts)
{
    auto& run = *facts.package;
    if (run.isPinned)
        std::erase_if(
            copies, [&](const PackageCopy& one) { return !isSameVersion(one.version, run.version); });
    if (copies.empty())
        return facts.doubt(unknowns::kPackageNotHere);
    std::set<std::string> versions;
    std::size_t different = 0;
    bool hasDependencies = false;
    for (const auto& one : copies) {
        versions.insert(one.version);
        different += isNewCopy(one, cache, leftOut, probe, facts) ? 1 : 0;
        hasDependencies = hasDependencies || one.hasDependencies;
    }
    if (hasDependencies)
        facts.doubt(unknowns::kDependenciesUnchecked);
    run.origin = "cache";
    for (const auto& version : versions)
        run.found += (run.found.empty() ? "" : ", ") + version;
    if (different > 1)
        facts.doubt(unknowns::kPackageChoice);
}

} // namespace gatehouse::trust
