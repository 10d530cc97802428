// SPDX-License-Identifier: Apache-2.0
// pnpm-lock.yaml of versions 5 to 9, read line by line and strictly: of YAML no more than what pnpm writes.
#include "core/intelligence/lock_readers.h"

#include <algorithm>

namespace gatehouse::intelligence {
namespace {

base::Error noPnpmLock(std::string_view why)
{
    return {base::ErrorCode::FileDoesNotParse, "it is no lock of pnpm: " + std::string(why)};
}

/// The key of `key: …`, without its quotes; nothing where there is none that pnpm would have written.
std::optional<std::string_view> keyIn(std::string_view line)
{
    if (line.starts_with('\'')) {
        const auto end = line.find('\'', 1);
        const bool isWhole = end != std::string_view::npos && line.substr(end + 1).starts_with(':');
        return isWhole ? std::optional(line.substr(1, end - 1)) : std::nullopt;
    }
    if (line.empty() || std::string_view("\"?&*!|>{[-\t").find(line.front()) != std::string_view::npos)
        return std::nullopt;
    const auto end =
        line.ends_with(':') && line.find(": ") == std::string_view::npos ? line.size() - 1 : line.find(": ");
    return end == std::string_view::npos ? std::nullopt : std::optional(line.substr(0, end));
}

/// "@s/a@1.0.0(peer@2)", "/@s/a@1.0.0", and of version 5 "/@s/a/1.0.0_peer@2".
std::optional<PackageSubject> packageOfKey(std::string_view key)
{
    if (key.starts_with('/'))
        key.remove_prefix(1);
    key = key.substr(0, key.find('('));
    const auto scope = key.starts_with('@') ? key.find('/') : std::string_view::npos;
    const auto nameStart = scope == std::string_view::npos ? 0 : scope + 1;
    const auto slash = key.find('/', nameStart);
    const auto at = key.find('@', nameStart + 1);
    if (slash == std::string_view::npos || slash > at)
        return npmPackageOf(key);
    const auto version = key.substr(slash + 1);
    return npmPackageOf(
        std::string(key.substr(0, slash)) + '@' + std::string(version.substr(0, version.find('_'))));
}

} // namespace

LockedPackages pnpmPackages(std::string_view text)
{
    std::vector<PackageSubject> packages;
    bool isLock = false;
    bool isInPackages = false;
    std::size_t keyIndent = 0;
    while (!text.empty() && !isFull(packages)) {
        const auto line = takeLockLine(text);
        const auto indent = line.find_first_not_of(' ');
        if (indent == std::string_view::npos || line[indent] == '#' || line == "---")
            continue;
        if (indent == 0) {
            const auto key = keyIn(line);
            if (!key)
                return noPnpmLock("a line that is no member");
            isLock = isLock || *key == "lockfileVersion";
            isInPackages = *key == "packages" || *key == "snapshots";
            keyIndent = 0;
            if (isInPackages && !line.ends_with(':') && !line.ends_with(" {}"))
                return noPnpmLock("packages in one line");
            continue;
        }
        if (!isInPackages)
            continue;
        if (keyIndent == 0)
            keyIndent = indent;
        if (indent > keyIndent)
            continue; // of the package above
        const auto key = indent == keyIndent ? keyIn(line.substr(indent)) : std::nullopt;
        if (!key || *key == "<<")
            return noPnpmLock("a package that pnpm would not name so");
        if (auto package = packageOfKey(*key))
            packages.push_back(std::move(*package));
    }
    if (!isLock)
        return noPnpmLock("it says no version");
    return packages;
}

} // namespace gatehouse::intelligence
