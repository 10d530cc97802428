// SPDX-License-Identifier: Apache-2.0
// Follows Bun's bunx_command (1.1 to 1.4) and pnpm's dlx (9 and 10): where they keep what they have fetched.
#include "core/trust/npm_copies.h"

#include "core/trust/command_search.h"
#include "core/trust/package_copies.h"
#include "core/trust/package_files.h"
#include "core/trust/package_runner.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;

constexpr std::size_t kMaxFolders = 512; // of a cache that is looked through

/// The first of these variables that says something.
std::optional<std::string> firstSet(
    const LaunchRequest& command, std::initializer_list<std::string_view> variables)
{
    for (const auto variable : variables) {
        auto value = valueOf(command.environment, variable);
        if (value && !value->empty())
            return value;
    }
    return std::nullopt;
}

std::optional<PackageCopy> copyBelow(
    const std::string& folder, const std::string& name, const FileProbe& probe)
{
    const auto real = probe.realPath(folder + "/node_modules/" + name);
    if (!real)
        return std::nullopt;
    const auto json = parsePackageJson(settingsText(*real + "/package.json", probe));
    if (json.version.empty())
        return std::nullopt;
    return PackageCopy{*real, name, json.version, json.hasDependencies};
}

/// `bunx pkg` keeps "pkg@latest", `bunx pkg@1.2` "pkg@1.2".
std::string keptByBun(const model::PackageRun& run)
{
    return run.name + '@' + (run.version.empty() ? std::string("latest") : run.version);
}

std::string bunCache(const LaunchRequest& command)
{
    if (const auto cache = firstSet(command, {"BUN_INSTALL_CACHE_DIR"}))
        return *cache;
    if (const auto install = firstSet(command, {"BUN_INSTALL"}))
        return *install + "/install/cache";
    return firstSet(command, {"XDG_CACHE_HOME", "HOME"}).value_or("") + "/.bun/install/cache";
}

/// Since 1.4 in the cache of bun install, which nobody else can write to; before in the temporary folder.
std::vector<std::string> bunFolders(
    const LaunchRequest& command, const FileProbe& probe, const model::PackageRun& run)
{
    const auto user = std::to_string(probe.userId());
    const auto temporary = firstSet(command, {"BUN_TMPDIR", "TMPDIR"}).value_or("/tmp");
    return {bunCache(command) + "/.bunx-" + user + '/' + keptByBun(run),
        temporary + "/bunx-" + user + '-' + keptByBun(run)};
}

/// A folder, an address or a repository.
bool isElsewhere(const model::PackageRun& run)
{
    const auto bare = run.name.starts_with('@') ? std::string_view(run.name).substr(1) : run.name;
    return bare.find(':') != std::string_view::npos || bare.starts_with('.') || bare.starts_with('/') ||
        std::count(bare.begin(), bare.end(), '/') > (run.name.starts_with('@') ? 1 : 0);
}

std::string pnpmCache(const LaunchRequest& command)
{
    if (const auto cache = firstSet(command, {"npm_config_cache_dir", "pnpm_config_cache_dir"}))
        return *cache;
    if (const auto caches = firstSet(command, {"XDG_CACHE_HOME"}))
        return *caches + "/pnpm";
    return firstSet(command, {"HOME"}).value_or("") + "/.cache/pnpm";
}

} // namespace

void gatherBunx(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
{
    const auto& run = *facts.package;
    if (isElsewhere(run))
        return facts.doubt(unknowns::kPackageElsewhere);
    for (const auto& folder : upwards(command.workingFolder)) {
        const auto real = probe.realPath((folder == "/" ? "" : folder) + "/node_modules/" + run.name);
        if (real && addNpmPackage({*real, "project", {}, {}}, probe, facts))
            return;
    }
    std::vector<PackageCopy> copies;
    for (const auto& folder : bunFolders(command, probe, run)) {
        if (auto copy = copyBelow(folder, run.name, probe))
            copies.push_back(std::move(*copy));
    }
    addPackageCopies(std::move(copies), bunCache(command), "node_modules", probe, facts);
}

void gatherPnpmDlx(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
{
    if (isElsewhere(*facts.package))
        return facts.doubt(unknowns::kPackageElsewhere);
    const auto& name = facts.package->name;
    const auto cache = pnpmCache(command) + "/dlx";
    const auto folders = probe.names(cache, kMaxFolders);
    if (!folders && folders.error().code == base::ErrorCode::TooLarge)
        return facts.doubt(unknowns::kPackageElsewhere);
    std::vector<PackageCopy> copies;
    for (const auto& folder : folders ? *folders : std::vector<std::string>()) {
        if (auto copy = copyBelow(cache + '/' + folder + "/pkg", name, probe))
            copies.push_back(std::move(*copy));
    }
    addPackageCopies(std::move(copies), "pnpm-dlx", "node_modules", probe, facts);
}

} // namespace gatehouse::trust
