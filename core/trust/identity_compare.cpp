// SPDX-License-Identifier: Apache-2.0
#include "core/trust/launch_resolver.h"

#include <map>

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
    return package->runner + ' ' + package->name + (package->version.empty() ? "" : '@' + package->version);
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
    note("package", described(before.package), described(after.package), before.package != after.package);
    note("environment-names", joined(before.environmentNames), joined(after.environmentNames),
        before.environmentNames != after.environmentNames);
    compareEnvironment(before, after, changes);
    note("cwd", before.workingFolder.value_or(""), after.workingFolder.value_or(""),
        before.workingFolder != after.workingFolder);
    return changes;
}

} // namespace gatehouse::trust
