// SPDX-License-Identifier: Apache-2.0
#include "core/trust/launch_resolver.h"

#include <algorithm>
#include <map>
#include <set>

namespace gatehouse::trust {
namespace {

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words) {
        if (!text.empty())
            text.push_back('\n');
        text += word;
    }
    return text;
}

std::string described(const model::HashedFile& file)
{
    return file.path + " sha256:" + base::toHex(file.hash);
}

std::string described(const std::optional<model::HashedFile>& file)
{
    return file ? described(*file) : std::string();
}

std::string described(const std::optional<model::PackageRun>& package)
{
    if (!package)
        return {};
    const auto words = package->runner + ' ' + package->name;
    // A tag is the name that people give it.
    if (package->origin == "engine")
        return words + (package->version.empty() ? "" : ':' + package->version) + ' ' + package->found;
    // What lies there says more than what was asked for: "latest" stays "latest".
    if (!package->found.empty())
        return words + ' ' + package->found;
    return package->version.empty() ? words : words + '@' + package->version;
}

std::string described(const model::EntryLocation& entry)
{
    if (entry.file.empty())
        return {};
    return entry.client + ' ' + std::string(model::toText(entry.scope)) + ' ' + entry.file + entry.keyPath;
}

bool isSameEntry(const model::EntryLocation& left, const model::EntryLocation& right)
{
    return left.client == right.client && left.scope == right.scope && left.file == right.file &&
        left.keyPath == right.keyPath;
}

/// The stamps say nothing about what the file is.
bool isSameFile(const model::HashedFile& left, const model::HashedFile& right)
{
    return left.path == right.path && left.hash == right.hash;
}

bool isSameFile(const std::optional<model::HashedFile>& left, const std::optional<model::HashedFile>& right)
{
    return left.has_value() == right.has_value() && (!left || isSameFile(*left, *right));
}

std::map<std::string, std::string> byName(const std::vector<model::EnvironmentDigest>& environment)
{
    std::map<std::string, std::string> digests;
    for (const auto& variable : environment)
        digests[variable.name] = "sha256:" + base::toHex(variable.digest);
    return digests;
}

void compareEnvironment(const model::LaunchIdentity& before, const model::LaunchIdentity& after,
    std::vector<model::IdentityChange>& changes)
{
    const auto old = byName(before.environment);
    const auto now = byName(after.environment);
    auto all = old;
    all.insert(now.begin(), now.end());
    for (const auto& [name, ignored] : all) {
        const auto was = old.find(name);
        const auto is = now.find(name);
        const auto wasText = was == old.end() ? std::string() : was->second;
        const auto isText = is == now.end() ? std::string() : is->second;
        if (wasText != isText)
            changes.push_back({"environment:" + name, wasText, isText});
    }
}

using RoleFiles = std::map<std::string, std::string>;

/// By role, every path with its hash on a line of its own.
RoleFiles byRole(const std::vector<model::LaunchFile>& files)
{
    RoleFiles roles;
    for (const auto& [role, file] : files) {
        if (role == model::FileRole::Source)
            continue; // they are many: those that differ are enough
        auto& text = roles[std::string(model::toText(role))];
        text += (text.empty() ? "" : "\n") + described(file);
    }
    return roles;
}

std::string take(RoleFiles& roles, model::FileRole role)
{
    auto taken = roles.extract(std::string(model::toText(role)));
    return taken.empty() ? std::string() : std::move(taken.mapped());
}

std::string joinedFiles(RoleFiles& roles)
{
    auto files = take(roles, model::FileRole::Package);
    const auto lock = take(roles, model::FileRole::Lock);
    return files.empty() || lock.empty() ? files + lock : files + '\n' + lock;
}

/// The sources in `files` that `others` do not hold alike, each on a line of its own; both are sorted.
std::string sourcesNotIn(
    const std::vector<model::LaunchFile>& others, const std::vector<model::LaunchFile>& files)
{
    std::map<std::string_view, const base::Sha256*> known;
    for (const auto& [role, file] : others) {
        if (role == model::FileRole::Source)
            known.emplace(file.path, &file.hash);
    }
    std::string text;
    for (const auto& [role, file] : files) {
        if (role != model::FileRole::Source)
            continue;
        const auto same = known.find(file.path);
        if (same == known.end() || *same->second != file.hash)
            text += (text.empty() ? "" : "\n") + described(file);
    }
    return text;
}

void compareSources(const std::vector<model::LaunchFile>& before, const std::vector<model::LaunchFile>& after,
    std::vector<model::IdentityChange>& changes)
{
    auto was = sourcesNotIn(after, before);
    auto is = sourcesNotIn(before, after);
    if (!was.empty() || !is.empty())
        changes.push_back({"sources", std::move(was), std::move(is)});
}

/// "…/NAME-1.2": a package that counts by its version and its files.
bool isDistribution(std::string_view path)
{
    const auto dash = path.rfind('-');
    return dash != std::string_view::npos && dash > path.rfind('/') && dash + 1 < path.size() &&
        path[dash + 1] >= '0' && path[dash + 1] <= '9';
}

using Hashes = std::map<std::string_view, std::set<base::Sha256>>;

Hashes hashesOf(const std::vector<model::LaunchFile>& files, model::FileRole role)
{
    Hashes hashes;
    for (const auto& one : files) {
        if (one.role == role)
            hashes[one.file.path].insert(one.file.hash);
    }
    return hashes;
}

/// What the package depends on has other versions, and no file of a version that both know is another one.
bool hasOtherDependencies(
    const std::vector<model::LaunchFile>& before, const std::vector<model::LaunchFile>& after)
{
    if (hashesOf(before, model::FileRole::Package) != hashesOf(after, model::FileRole::Package))
        return false;
    const auto old = hashesOf(before, model::FileRole::Lock);
    const auto now = hashesOf(after, model::FileRole::Lock);
    const auto isNewOrSame = [](const Hashes& known) {
        return [&known](const auto& one) {
            const auto other = known.find(one.first);
            return other == known.end() ? isDistribution(one.first) : other->second == one.second;
        };
    };
    return std::all_of(old.begin(), old.end(), isNewOrSame(now)) &&
        std::all_of(now.begin(), now.end(), isNewOrSame(old));
}

/// Another version is one change, whatever it is made of: its files and its lock are other ones by nature.
/// The same version with other files is another matter, and says so.
void compareFiles(const model::LaunchIdentity& before, const model::LaunchIdentity& after,
    std::vector<model::IdentityChange>& changes)
{
    auto old = byRole(before.files);
    auto now = byRole(after.files);
    compareSources(before.files, after.files, changes);
    if (before.package != after.package || !hasOtherDependencies(before.files, after.files)) {
        const auto oldPackage = joinedFiles(old);
        const auto nowPackage = joinedFiles(now);
        if (before.package == after.package && oldPackage != nowPackage)
            changes.push_back({"package-files", oldPackage, nowPackage});
    }
    auto all = old;
    all.insert(now.begin(), now.end());
    for (const auto& [role, ignored] : all) {
        if (old[role] != now[role])
            changes.push_back({"file:" + role, old[role], now[role]});
    }
    // A package that is there by now is known in full: the change of the package says it.
    if (before.package == after.package && before.unknown != after.unknown)
        changes.push_back({"unknown", joined(before.unknown), joined(after.unknown)});
}

} // namespace

std::vector<model::IdentityChange> compareIdentities(
    const model::LaunchIdentity& before, const model::LaunchIdentity& after)
{
    std::vector<model::IdentityChange> changes;
    const auto note = [&](std::string field, std::string was, std::string is, bool differs) {
        if (differs)
            changes.push_back({std::move(field), std::move(was), std::move(is)});
    };
    note("entry", described(before.entry), described(after.entry), !isSameEntry(before.entry, after.entry));
    note("argv", joined(before.argv), joined(after.argv), before.argv != after.argv);
    note("executable", described(before.executable), described(after.executable),
        !isSameFile(before.executable, after.executable));
    note("script", described(before.script), described(after.script),
        !isSameFile(before.script, after.script));
    const bool haveSameFacts = before.form == after.form;
    if (before.form > 1 && after.form > 1) {
        note("package", described(before.package), described(after.package), before.package != after.package);
        if (haveSameFacts)
            compareFiles(before, after, changes);
        else
            compareFiles(model::withoutSources(before), model::withoutSources(after), changes);
    }
    note("environment-names", joined(before.environmentNames), joined(after.environmentNames),
        before.environmentNames != after.environmentNames);
    compareEnvironment(before, after, changes);
    note("cwd", before.workingFolder.value_or(""), after.workingFolder.value_or(""),
        before.workingFolder != after.workingFolder);
    // Nothing that both knew differs, but one knew less: argv holds all that form 1 knew of a package.
    if (!haveSameFacts && changes.empty())
        changes.push_back({"form", std::to_string(before.form), std::to_string(after.form)});
    return changes;
}

} // namespace gatehouse::trust
