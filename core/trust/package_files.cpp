// SPDX-License-Identifier: Apache-2.0
#include "core/trust/package_files.h"

#include "core/trust/command_search.h"
#include "core/trust/interpreter.h"
#include "core/trust/python_environment.h"

#include <algorithm>
#include <array>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;
using model::FileRole;

constexpr std::size_t kMaxNames = 4096;      // of a site-packages folder
constexpr std::size_t kMaxDependencies = 24; // of a node_modules whose files are looked at

base::FileStamp asStamp(const base::Sha256& digest, std::size_t files)
{
    std::array<std::uint64_t, 4> parts{};
    for (std::size_t i = 0; i < digest.size(); ++i)
        parts[i / 8] = (parts[i / 8] << 8) | digest[i];
    return {
        parts[0], parts[1], files, static_cast<std::int64_t>(parts[2]), static_cast<std::int64_t>(parts[3])};
}

void feed(base::Sha256Stream& stream, std::string_view text)
{
    stream.update(std::to_string(text.size()) + ':');
    stream.update(text);
}

base::FileStamp stampOfAll(const std::string& folder, const std::vector<base::TreeFile>& files)
{
    base::Sha256Stream stream;
    feed(stream, folder);
    for (const auto& [name, stamp] : files) {
        feed(stream, name);
        for (const auto number : {stamp.device, stamp.inode, stamp.size,
                 static_cast<std::uint64_t>(stamp.modifiedNs), static_cast<std::uint64_t>(stamp.changedNs)})
            feed(stream, std::to_string(number));
    }
    return asStamp(stream.finish(), files.size());
}

/// False where the folder holds too much: then its entry alone counts.
bool addTree(const PackagePlace& place, std::string_view leftOut, const FileProbe& probe, LaunchFacts& facts)
{
    if (auto tree = hashTree(place.folder, leftOut, probe)) {
        facts.add(FileRole::Package, std::move(*tree));
        return true;
    }
    facts.doubt(unknowns::kPackagePartly);
    if (!place.entry.empty())
        facts.add(FileRole::Package, absoluteBelow(place.folder, place.entry), probe);
    return false;
}

/// False where the folder holds too much, or is not there.
bool addModules(const std::string& folder, const FileProbe& probe, LaunchFacts& facts)
{
    if (!probe.names(folder, kMaxDependencies))
        return false; // not worth walking through
    auto tree = hashTree(folder, {}, probe);
    if (!tree)
        return false;
    facts.add(FileRole::Package, std::move(*tree));
    return true;
}

/// What the package loads of others. Two folders may hold it: its own node_modules, and the one it lies in.
void addDependencies(const PackagePlace& place, const PackageJson& json, bool hasLock, const FileProbe& probe,
    LaunchFacts& facts)
{
    const auto own = place.folder + "/node_modules";
    const bool hasOwn = probe.realPath(own).hasValue();
    if (!json.hasDependencies && !hasOwn)
        return;
    auto around = place.modules;
    if (const auto at = place.folder.rfind("/node_modules/"); around.empty() && at != std::string::npos)
        around = place.folder.substr(0, at) + "/node_modules";
    const bool isOwnCounted = !hasOwn || addModules(own, probe, facts);
    const bool isAroundCounted = around.empty() || addModules(around, probe, facts);
    if (!isOwnCounted || !isAroundCounted)
        facts.doubt(hasLock ? unknowns::kDependenciesByLock : unknowns::kDependenciesUnchecked);
}

} // namespace

base::Result<model::HashedFile> hashFiles(const std::string& name, const std::vector<base::TreeFile>& files,
    const std::string& text, const std::function<std::string(const std::string&)>& pathOf,
    const FileProbe& probe)
{
    model::HashedFile whole{name, {}, stampOfAll(name + text, files)};
    if (const auto known = probe.remembered(whole.stamp)) {
        whole.hash = *known;
        return whole;
    }
    base::Sha256Stream stream;
    if (!text.empty())
        feed(stream, text);
    for (const auto& [file, stamp] : files) {
        const auto real = probe.realPath(pathOf(file));
        if (!real)
            return real.error();
        const auto one = probe.hash(*real);
        if (!one)
            return one.error();
        if (!(one->stamp == stamp))
            return base::Error{base::ErrorCode::Changed, name + " changed while it was read"};
        feed(stream, file);
        feed(stream, base::toHex(one->hash));
    }
    whole.hash = stream.finish();
    return whole;
}

base::Result<model::HashedFile> hashTree(
    const std::string& folder, std::string_view leftOut, const FileProbe& probe)
{
    const auto files = probe.filesBelow(folder, {kMaxPackageFiles, kMaxPackageBytes, leftOut});
    if (!files)
        return files.error();
    return hashFiles(
        folder, *files, {}, [&](const std::string& file) { return folder + '/' + file; }, probe);
}

bool addNpmPackage(const PackagePlace& place, const FileProbe& probe, LaunchFacts& facts)
{
    const auto description = place.folder + "/package.json";
    const auto text = settingsText(description, probe);
    if (text.empty())
        return false;
    const auto json = parsePackageJson(text);
    if (facts.package) {
        facts.package->found = json.version;
        facts.package->origin = place.origin;
    }
    auto whole = place;
    if (whole.entry.empty() && !json.bins.empty())
        whole.entry = json.bins.begin()->second;
    if (!addTree(whole, "node_modules", probe, facts))
        facts.add(FileRole::Package, description, probe);
    const bool hasLock = !place.lock.empty() && facts.add(FileRole::Lock, place.lock, probe);
    addDependencies(place, json, hasLock, probe, facts);
    return true;
}

std::string npmFolderOf(std::string_view file)
{
    constexpr std::string_view kFolder = "/node_modules/";
    const auto at = file.rfind(kFolder);
    if (at == std::string_view::npos)
        return {};
    auto end = file.find('/', at + kFolder.size());
    if (file.substr(at + kFolder.size()).starts_with('@') && end != std::string_view::npos)
        end = file.find('/', end + 1);
    return end == std::string_view::npos ? std::string() : std::string(file.substr(0, end));
}

std::string normalisedName(std::string_view name)
{
    std::string text;
    for (const char c : name) {
        const bool isSeparator = c == '-' || c == '_' || c == '.';
        if (isSeparator && text.ends_with('_'))
            continue;
        text.push_back(isSeparator ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
    return text;
}

std::optional<Distribution> distributionOf(
    std::string_view module, const std::string& sitePackages, const FileProbe& probe)
{
    constexpr std::string_view kEnding = ".dist-info";
    const auto names = probe.names(sitePackages, kMaxNames);
    if (!names)
        return std::nullopt;
    const auto wanted = normalisedName(module);
    for (const auto& name : *names) {
        const auto dash = name.find('-');
        if (!name.ends_with(kEnding) || dash == std::string::npos ||
            normalisedName(name.substr(0, dash)) != wanted)
            continue;
        return Distribution{name.substr(0, dash),
            name.substr(dash + 1, name.size() - kEnding.size() - dash - 1),
            sitePackages + '/' + name + "/RECORD"};
    }
    return std::nullopt;
}

void addPythonPackage(std::string_view module, const std::string& sitePackages, std::string_view origin,
    const FileProbe& probe, LaunchFacts& facts)
{
    const auto distribution = distributionOf(module, sitePackages, probe);
    if (facts.package) {
        facts.package->origin = origin;
        if (distribution)
            facts.package->found = distribution->version;
    }
    if (distribution)
        facts.add(FileRole::Lock, distribution->record, probe);
    if (sitePackages.ends_with("-packages")) {
        PythonEnvironment environment({}, sitePackages, probe);
        environment.has(module);
        addPythonDependencies(environment, sitePackages, probe, facts);
    }
    if (const auto folder = packageFolder(module, sitePackages, probe); !folder.empty())
        addTree({folder, std::string(origin), {}, "__init__.py"}, "__pycache__", probe, facts);
}

std::string packageFolder(std::string_view module, const std::string& sitePackages, const FileProbe& probe)
{
    for (const auto& name : {std::string(module), normalisedName(module)}) {
        const auto real = probe.realPath(sitePackages + '/' + name);
        if (real && probe.names(*real, kMaxNames))
            return *real;
    }
    return {};
}

std::string sitePackagesOf(const std::string& environment, const FileProbe& probe)
{
    const auto lib = environment + "/lib";
    const auto names = probe.names(lib, kMaxNames);
    if (!names)
        return {};
    std::vector<std::string> versions;
    for (const auto& name : *names) {
        if ((name.starts_with("python") || name.starts_with("pypy")) &&
            probe.names(lib + '/' + name + "/site-packages", kMaxNames))
            versions.push_back(name);
    }
    if (versions.empty())
        return {};
    // Of several, one may be there to be looked at while another is used.
    const auto python = probe.realPath(environment + "/bin/python");
    const auto used = versions.size() == 1
        ? versions.begin()
        : std::find(versions.begin(), versions.end(), python ? baseName(*python) : std::string_view());
    return used == versions.end() ? std::string() : lib + '/' + *used + "/site-packages";
}

} // namespace gatehouse::trust
