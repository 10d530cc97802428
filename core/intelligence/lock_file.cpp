// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/lock_file.h"

#include "core/intelligence/advisory_json.h"
#include "core/intelligence/lock_readers.h"

#include <algorithm>

namespace gatehouse::intelligence {
namespace {

constexpr std::string_view kLineSpaces = " \t";

/// The next line without its end; the rest stays in `text`.
std::string_view takeLine(std::string_view& text)
{
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    while (line.ends_with('\r') || line.ends_with(' ') || line.ends_with('\t'))
        line.remove_suffix(1);
    const auto begin = line.find_first_not_of(kLineSpaces);
    return begin == std::string_view::npos ? std::string_view() : line.substr(begin);
}

/// The text of `KEY = "text"`; empty for anything else.
std::string_view valueOf(std::string_view line, std::string_view key)
{
    if (!line.starts_with(key))
        return {};
    line.remove_prefix(key.size());
    const auto equals = line.find_first_not_of(kLineSpaces);
    if (equals == std::string_view::npos || line[equals] != '=')
        return {};
    const auto quote = line.find_first_not_of(kLineSpaces, equals + 1);
    if (quote == std::string_view::npos || (line[quote] != '"' && line[quote] != '\''))
        return {};
    const auto end = line.find(line[quote], quote + 1);
    return end == std::string_view::npos ? std::string_view() : line.substr(quote + 1, end - quote - 1);
}

/// A package of a poetry.lock or uv.lock, as far as it was read.
struct Section {
    std::string name;
    std::string version;
    bool isOfRegistry = true; ///< no folder of this machine
};

void endSection(Section& section, std::vector<PackageSubject>& packages)
{
    if (section.isOfRegistry && !section.name.empty() && !section.version.empty())
        packages.push_back({Ecosystem::PyPi, normalisedName(Ecosystem::PyPi, section.name), section.version});
    section = {};
}

/// Line by line, as uv and poetry write them: no parser is run on what may be made to harm one.
std::vector<PackageSubject> sectionPackages(std::string_view text)
{
    std::vector<PackageSubject> packages;
    Section section;
    bool isInPackage = false;
    while (!text.empty() && packages.size() <= kMaxLockedPackages) {
        const auto line = takeLine(text);
        if (line.starts_with('[')) {
            // "[package.dependencies]" and "[[package.files]]" are of the package above.
            if (line.starts_with("[[package]]") || !line.starts_with("[package."))
                endSection(section, packages);
            isInPackage = line.starts_with("[[package]]");
            continue;
        }
        if (!isInPackage)
            continue;
        if (const auto name = valueOf(line, "name"); !name.empty())
            section.name = name;
        if (const auto version = valueOf(line, "version"); !version.empty())
            section.version = version;
        constexpr std::string_view kSource = "source";
        if (line.starts_with(kSource) &&
            (line.find("editable") != line.npos || line.find("virtual") != line.npos ||
                line.find("directory") != line.npos))
            section.isOfRegistry = false;
    }
    endSection(section, packages);
    return packages;
}

/// "name[extra] == 1.2.3 ; python_version > '3' --hash=…": nothing where no one version is named.
std::optional<PackageSubject> pinnedIn(std::string_view line)
{
    constexpr std::string_view kNameEnd = " \t[=<>!~;,@";
    const auto nameEnd = line.find_first_of(kNameEnd);
    const auto equals = line.find("==");
    if (nameEnd == 0 || nameEnd == std::string_view::npos || equals == std::string_view::npos ||
        line.front() == '#' || line.front() == '-')
        return std::nullopt;
    auto between = line.substr(nameEnd, equals - nameEnd);
    if (const auto bracket = between.find(']'); between.find('[') == 0 && bracket != std::string_view::npos)
        between.remove_prefix(bracket + 1);
    if (between.find_first_not_of(kLineSpaces) != std::string_view::npos)
        return std::nullopt;
    auto version = line.substr(equals);
    version.remove_prefix(std::min(version.find_first_not_of("= \t"), version.size()));
    version = version.substr(0, version.find_first_of(" \t;,\\#"));
    if (version.empty() || version.find('*') != std::string_view::npos)
        return std::nullopt;
    return PackageSubject{
        Ecosystem::PyPi, normalisedName(Ecosystem::PyPi, line.substr(0, nameEnd)), std::string(version)};
}

} // namespace

LockedPackages poetryPackages(std::string_view text)
{
    return sectionPackages(text);
}

LockedPackages requiredPackages(std::string_view text)
{
    std::vector<PackageSubject> packages;
    while (!text.empty() && packages.size() <= kMaxLockedPackages) {
        if (auto pinned = pinnedIn(takeLine(text)))
            packages.push_back(std::move(*pinned));
    }
    return packages;
}

std::string_view takeLockLine(std::string_view& text)
{
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    while (line.ends_with('\r') || line.ends_with(' '))
        line.remove_suffix(1);
    return line;
}

std::optional<PackageSubject> npmPackageOf(std::string_view nameAndVersion)
{
    const auto at = nameAndVersion.find('@', 1);
    if (at == std::string_view::npos || nameAndVersion.size() > kMaxNameBytes)
        return std::nullopt;
    constexpr std::string_view kAlias = "npm:";
    const auto version = nameAndVersion.substr(at + 1);
    if (version.starts_with(kAlias)) {
        const auto real = version.substr(kAlias.size());
        return real.find('@', 1) != std::string_view::npos && real.find(kAlias) == std::string_view::npos
            ? npmPackageOf(real)
            : npmPackageOf(std::string(nameAndVersion.substr(0, at + 1)) + std::string(real));
    }
    const bool isVersion = !version.empty() && version.front() >= '0' && version.front() <= '9' &&
        version.find_first_of(":/ ") == std::string_view::npos;
    if (!isVersion)
        return std::nullopt;
    return PackageSubject{Ecosystem::Npm, std::string(nameAndVersion.substr(0, at)), std::string(version)};
}

namespace {

struct LockFormat {
    LockKind kind;
    LockedPackages (*read)(std::string_view text);
    std::string_view names; ///< of its files, parted by blanks
};

constexpr LockFormat kFormats[] = {
#define GATEHOUSE_LOCK(kind, reader, names) {LockKind::kind, &reader, names},
#include "core/intelligence/lock_formats.def"
#undef GATEHOUSE_LOCK
};

bool isNamedIn(std::string_view names, std::string_view name)
{
    while (!names.empty()) {
        const auto blank = names.find(' ');
        if (names.substr(0, blank) == name)
            return true;
        names.remove_prefix(blank == std::string_view::npos ? names.size() : blank + 1);
    }
    return false;
}

void sortOnce(std::vector<PackageSubject>& packages)
{
    std::ranges::sort(packages);
    packages.erase(std::unique(packages.begin(), packages.end()), packages.end());
}

} // namespace

std::optional<LockKind> lockKindOf(std::string_view path)
{
    const auto name = path.substr(path.rfind('/') + 1);
    const auto* const found = std::ranges::find_if(
        kFormats, [name](const LockFormat& format) { return isNamedIn(format.names, name); });
    return found == std::end(kFormats) ? std::nullopt : std::optional(found->kind);
}

base::Result<std::vector<PackageSubject>> packagesOfLock(LockKind kind, std::string_view text)
{
    if (text.size() > kMaxLockBytes)
        return base::Error{base::ErrorCode::TooLarge, "a lock of more than 16 MiB"};
    auto packages = std::ranges::find(kFormats, kind, &LockFormat::kind)->read(text);
    if (!packages)
        return packages;
    sortOnce(*packages);
    if (packages->size() > kMaxLockedPackages)
        return base::Error{base::ErrorCode::TooLarge,
            "it names more than " + std::to_string(kMaxLockedPackages) + " packages"};
    return packages;
}

std::vector<PackageSubject> packagesInstalled(const std::vector<std::string>& names)
{
    constexpr std::string_view kEnding = ".dist-info";
    std::vector<PackageSubject> packages;
    for (const std::string_view name : names) {
        const auto dash = name.find('-');
        if (!name.ends_with(kEnding) || dash == std::string_view::npos ||
            dash + 1 + kEnding.size() >= name.size())
            continue;
        packages.push_back({Ecosystem::PyPi, normalisedName(Ecosystem::PyPi, name.substr(0, dash)),
            std::string(name.substr(dash + 1, name.size() - kEnding.size() - dash - 1))});
    }
    sortOnce(packages);
    return packages;
}

} // namespace gatehouse::intelligence
