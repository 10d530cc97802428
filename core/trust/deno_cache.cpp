// SPDX-License-Identifier: Apache-2.0
// Follows Deno's cache (2.9): where it keeps what it has fetched.
#include "core/trust/command_search.h"
#include "core/trust/deno_modules.h"
#include "core/trust/interpreter.h"
#include "core/trust/launch_facts.h"
#include "core/trust/npm_settings.h"
#include "core/trust/package_copies.h"
#include "core/trust/package_files.h"

#include <algorithm>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;

constexpr std::size_t kMaxVersions = 128; // that deno keeps of one package

std::string cacheOf(const LaunchRequest& command)
{
    const auto set = valueOf(command.environment, "DENO_DIR");
    if (set && !set->empty())
        return absoluteBelow(command.workingFolder, *set);
    const auto caches = valueOf(command.environment, "XDG_CACHE_HOME");
    if (caches && !caches->empty())
        return *caches + "/deno";
    return valueOf(command.environment, "HOME").value_or("") + "/.cache/deno";
}

/// `npm:@x/y@1.2.3/bin`: name and version.
model::PackageRun packageOf(std::string_view specifier)
{
    specifier.remove_prefix(specifier.find(':') + 1);
    while (specifier.starts_with('/'))
        specifier.remove_prefix(1);
    const auto scope = specifier.starts_with('@') ? std::min(specifier.find('/'), specifier.size()) : 0;
    const auto nameEnd = std::min(specifier.find_first_of("@/", scope + 1), specifier.size());
    model::PackageRun run{"deno", std::string(specifier.substr(0, nameEnd)), {}, false};
    if (nameEnd < specifier.size() && specifier[nameEnd] == '@') {
        const auto version = specifier.substr(nameEnd + 1);
        run.version = version.substr(0, version.find('/'));
        run.isPinned = std::count(run.version.begin(), run.version.end(), '.') == 2 &&
            run.version.find_first_not_of("0123456789.") == std::string::npos;
    }
    return run;
}

/// Every copy of it that deno keeps, of whichever registry.
void gatherNpmPackage(
    std::string_view specifier, const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
{
    const auto cache = cacheOf(command);
    facts.package = packageOf(specifier);
    gatherNpmRegistries(command, probe, facts);
    for (const auto& folder : upwards(command.workingFolder)) {
        const auto real =
            probe.realPath((folder == "/" ? "" : folder) + "/node_modules/" + facts.package->name);
        if (real && addNpmPackage({*real, "project", {}, {}}, probe, facts))
            return;
    }
    const auto registries = probe.names(cache + "/npm", kMaxVersions);
    std::vector<PackageCopy> copies;
    for (const auto& registry : registries ? *registries : std::vector<std::string>()) {
        const auto folder = cache + "/npm/" + registry + '/' + facts.package->name;
        const auto versions = probe.names(folder, kMaxVersions);
        for (const auto& version : versions ? *versions : std::vector<std::string>()) {
            const auto real = probe.realPath(folder + '/' + version);
            const auto json = parsePackageJson(settingsText(folder + '/' + version + "/package.json", probe));
            if (real && !json.version.empty())
                copies.push_back({*real, facts.package->name, json.version, json.hasDependencies});
        }
    }
    addPackageCopies(std::move(copies), "deno-npm", {}, probe, facts);
}

bool asksAgain(const std::vector<std::string>& argv)
{
    return std::any_of(argv.begin(), argv.end(), [](const std::string& word) {
        return word == "-r" || word == "--reload" || word.starts_with("-r=") || word.starts_with("--reload=");
    });
}

} // namespace

void gatherAddress(
    const std::string& script, const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
{
    const bool isWeb = script.starts_with("http://") || script.starts_with("https://");
    if (!isWeb && !script.starts_with("npm:") && !script.starts_with("jsr:") && !script.starts_with("data:"))
        return;
    const bool isDeno = baseName(command.argv.front()) == "deno";
    const bool isFetchedAnew = asksAgain(command.argv);
    if (isDeno && !isFetchedAnew && script.starts_with("npm:"))
        return gatherNpmPackage(script, command, probe, facts);
    if (!isDeno || !isWeb)
        return facts.doubt(unknowns::kAddress);
    // A copy that deno keeps is not fetched again, unless the command says so; then it is another one before
    // the first byte, if it is one.
    if (!addDenoModules(script, cacheOf(command), probe, facts))
        facts.doubt(unknowns::kPackageNotHere);
    if (isFetchedAnew)
        facts.doubt(unknowns::kFetchedAnew);
    facts.doubt(unknowns::kAddressKept);
}

} // namespace gatehouse::trust
