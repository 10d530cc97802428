// SPDX-License-Identifier: Apache-2.0
#include "core/service/catalog_export.h"

#include "core/base/hash.h"
#include "core/service/catalog_reader.h"
#include "core/trust/package_runner.h"

#include <algorithm>
#include <cctype>

namespace gatehouse::service {
namespace {

constexpr std::size_t kMaxPackageName = 214; // of npm, the longest
constexpr std::size_t kMaxVersion = 80;

bool isWord(std::string_view text, std::string_view alsoAllowed)
{
    return !text.empty() && std::ranges::all_of(text, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            alsoAllowed.find(c) != std::string_view::npos;
    });
}

std::string lower(std::string_view text)
{
    std::string out;
    std::ranges::transform(text, std::back_inserter(out),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::string storeOf(const std::string& runner)
{
    if (runner == "uvx" || runner == "uv" || runner == "pipx")
        return "pypi";
    return runner == "docker" || runner == "podman" ? "oci" : "npm";
}

/// A name of the store's own form; an address, a path or a git URL, which may hold a password, is none.
bool isPackageName(const std::string& store, std::string_view name)
{
    if (name.empty() || name.size() > kMaxPackageName || name.front() == '.' || name.front() == '/')
        return false;
    if (store == "npm") {
        const auto slash = name.find('/');
        if (name.front() != '@')
            return isWord(name, "-._~");
        return slash != std::string_view::npos && isWord(name.substr(1, slash - 1), "-._~") &&
            isWord(name.substr(slash + 1), "-._~");
    }
    if (store == "pypi")
        return isWord(name, "-._");
    return isWord(name, "-._/:") && name.find("//") == std::string_view::npos;
}

bool isVersion(std::string_view version)
{
    return version.size() <= kMaxVersion && isWord(version, "-._+:") &&
        version.find("//") == std::string_view::npos;
}

std::string pypiName(const std::string& name)
{
    auto normal = lower(name);
    std::ranges::replace_if(
        normal, [](char c) { return c == '_' || c == '.'; }, '-');
    return normal;
}

/// Of a version only what stands for itself in a package URL.
std::string escaped(const std::string& text)
{
    std::string out;
    for (const char c : text)
        out += c == '+' ? "%2B" : c == ':' ? "%3A" : c == '/' ? "%2F" : std::string(1, c);
    return out;
}

std::string purlOf(const std::string& store, const std::string& name, const std::string& version)
{
    const auto at = version.empty() ? std::string() : "@" + escaped(version);
    if (store == "npm")
        return name.front() == '@' ? "pkg:npm/%40" + name.substr(1) + at : "pkg:npm/" + name + at;
    if (store == "pypi")
        return "pkg:pypi/" + pypiName(name) + at;
    // A digest is an image's version, a tag is not; the registry is part of its name.
    const auto last = lower(name.substr(name.rfind('/') + 1));
    const bool isDigest = version.starts_with("sha256:");
    auto purl = "pkg:oci/" + last + (isDigest ? at : std::string());
    char separator = '?';
    if (name.find('/') != std::string::npos) {
        purl += "?repository_url=" + escaped(lower(name));
        separator = '&';
    }
    return version.empty() || isDigest ? purl : purl + separator + "tag=" + escaped(version);
}

} // namespace

LaunchFacts launchFactsOf(const CatalogServer& server)
{
    LaunchFacts facts;
    const auto& argv = server.row.command;
    if (!argv.empty())
        facts.program = argv.front().substr(argv.front().rfind('/') + 1);
    auto package = argv.empty() ? std::nullopt : trust::packageRunOf(argv);
    const auto& identity = server.identity;
    if (identity && identity->package && !package)
        package = identity->package;
    if (package && isPackageName(storeOf(package->runner), package->name)) {
        facts.runner = package->runner;
        facts.store = storeOf(package->runner);
        facts.package = package->name;
        // An image's id is no version of it that anybody could fetch.
        const bool isFound = facts.store != "oci" && identity && identity->package &&
            identity->package->name == package->name && !identity->package->found.empty();
        const auto& version = package->isPinned || !isFound ? package->version : identity->package->found;
        facts.version = isVersion(version) ? version : std::string();
        facts.purl = purlOf(facts.store, facts.package, facts.version);
    }
    if (!identity)
        return facts;
    if (!identity->executable.path.empty())
        facts.hashes.emplace_back("executable", base::toHex(identity->executable.hash));
    if (identity->script)
        facts.hashes.emplace_back("main-script", base::toHex(identity->script->hash));
    for (const auto& file : identity->files)
        facts.hashes.emplace_back(model::toText(file.role), base::toHex(file.file.hash));
    return facts;
}

base::Result<std::string> exportCatalog(
    store::Database& database, const QVector<model::ServerRow>& rows, CatalogFormat format)
{
    const auto servers = readCatalog(database, rows);
    if (!servers)
        return servers.error();
    const auto now = base::SystemClock().now();
    return format == CatalogFormat::Json ? catalogJson(*servers, now) : catalogCycloneDx(*servers, now);
}

} // namespace gatehouse::service
