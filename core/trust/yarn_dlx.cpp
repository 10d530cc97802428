// SPDX-License-Identifier: Apache-2.0
// Follows Yarn's dlx (4.18): a new folder at each start, filled from the archives of its cache.
#include "core/trust/command_search.h"
#include "core/trust/npm_copies.h"
#include "core/trust/package_copies.h"

#include <algorithm>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;
using model::FileRole;

constexpr std::size_t kMaxArchives = 4096;

std::string setOr(const LaunchRequest& command, std::string_view name, const std::string& fallback)
{
    const auto value = valueOf(command.environment, name);
    return value && !value->empty() ? absoluteBelow(command.workingFolder, *value) : fallback;
}

/// What stands behind `key:` on a line of its own; empty where there is none.
std::string lineOf(std::string_view text, std::string_view key)
{
    for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
        if (at != 0 && text[at - 1] != '\n')
            continue;
        auto value = text.substr(at + key.size(), text.find_first_of("\r\n", at) - at - key.size());
        while (!value.empty() && (value.front() == ':' || value.front() == ' ' || value.front() == '"'))
            value.remove_prefix(1);
        return std::string(value.substr(0, value.find('"')));
    }
    return {};
}

/// Settings decide which yarn runs, with which plugins, and where packages come from. What they load counts
/// where it is found.
void gatherSettings(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
{
    auto folders = upwards(command.workingFolder);
    const auto home = valueOf(command.environment, "HOME").value_or("");
    if (std::find(folders.begin(), folders.end(), home) == folders.end())
        folders.push_back(home);
    for (const auto& folder : folders) {
        for (const auto* const name : {"/.yarnrc.yml", "/.yarnrc"}) {
            const auto text = settingsText(folder + name, probe);
            if (text.empty() || !facts.add(FileRole::Settings, folder + name, probe))
                continue;
            for (const auto* const key : {"yarnPath", "yarn-path"}) {
                const auto path = lineOf(text, key);
                if (!path.empty() && !facts.add(FileRole::Loaded, absoluteBelow(folder, path), probe))
                    facts.doubt(unknowns::kLoadedNotFound);
            }
            if (text.find("plugins") != std::string::npos)
                facts.doubt(unknowns::kLoadedNotFound);
            if (text.find("npmRegistryServer") != std::string::npos)
                facts.doubt(folder == home ? unknowns::kRegistryOfUser : unknowns::kRegistryOfProject);
        }
    }
    const auto registry = valueOf(command.environment, "YARN_NPM_REGISTRY_SERVER");
    if (registry && !registry->empty())
        facts.doubt(unknowns::kRegistryOfUser);
}

} // namespace

void gatherYarnDlx(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
{
    gatherSettings(command, probe, facts);
    const auto home = valueOf(command.environment, "HOME").value_or("");
    const auto global = setOr(command, "YARN_GLOBAL_FOLDER", home + "/.yarn/berry");
    const auto cache = setOr(command, "YARN_CACHE_FOLDER", global + "/cache");
    // "@x/y" → "@x-y-npm-1.2.3-<10 digits of what it is>-<the cache's form>.zip"
    auto name = facts.package->name;
    std::replace(name.begin(), name.end(), '/', '-');
    name += "-npm-";
    const auto archives = probe.names(cache, kMaxArchives);
    if (!archives && archives.error().code == base::ErrorCode::TooLarge)
        return facts.doubt(unknowns::kPackageElsewhere);
    std::vector<PackageCopy> copies;
    for (const auto& archive : archives ? *archives : std::vector<std::string>()) {
        if (!archive.starts_with(name) || !archive.ends_with(".zip"))
            continue;
        auto version = archive.substr(name.size());
        version.erase(version.rfind('-'));
        version.erase(std::min(version.rfind('-'), version.size()));
        const auto real = probe.realPath(cache + '/' + archive);
        if (real && !version.empty() && version.front() >= '0' && version.front() <= '9')
            copies.push_back({*real, facts.package->name, std::move(version), true, true});
    }
    addPackageCopies(std::move(copies), "yarn", {}, probe, facts);
}

} // namespace gatehouse::trust
