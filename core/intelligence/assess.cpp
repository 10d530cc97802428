// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/assess.h"

#include "core/intelligence/imitation.h"

#include <algorithm>
#include <tuple>

namespace gatehouse::intelligence {
namespace {

using model::KnownIssue;

std::string sourceTitle(const std::vector<TableSource>& sources, std::size_t at)
{
    return at < sources.size() ? sources[at].head.title : std::string();
}

bool isOrganisation(const std::vector<TableSource>& sources, std::size_t at)
{
    return at < sources.size() && sources[at].isOrganisation;
}

std::string subjectText(const PackageSubject& package)
{
    auto text = std::string(toText(package.ecosystem)) + ' ' + package.name;
    if (!package.version.empty())
        text += ' ' + package.version;
    return text;
}

/// An advisory that several lists hold is one.
void addOnce(std::vector<KnownIssue>& issues, KnownIssue issue)
{
    const auto same = std::find_if(issues.begin(), issues.end(), [&](const KnownIssue& one) {
        return one.kind == issue.kind && one.id == issue.id && one.subject == issue.subject;
    });
    if (same == issues.end()) {
        issues.push_back(std::move(issue));
        return;
    }
    same->isCertain = same->isCertain || issue.isCertain;
    same->isFinal = same->isFinal || issue.isFinal;
    same->coversEverything = same->coversEverything || issue.coversEverything;
    same->severity = std::max(same->severity, issue.severity);
}

base::Result<void> addAdvisories(
    const Table& table, const PackageSubject& package, bool maliciousOnly, std::vector<KnownIssue>& issues)
{
    const auto found = table.advisoriesOf(package.ecosystem, package.name);
    if (!found)
        return found.error();
    if (found->empty())
        return {};
    const auto sources = table.sources();
    for (const auto& [advisory, source] : *found) {
        const auto affected = affects(advisory, package.version);
        if (affected == Affected::No || (maliciousOnly && !advisory.isMalicious()))
            continue;
        KnownIssue issue;
        issue.kind = advisory.isMalicious() ? KnownIssue::Kind::Malicious : KnownIssue::Kind::Vulnerability;
        issue.id = advisory.id;
        issue.summary = advisory.summary;
        issue.subject = subjectText(package);
        issue.fixed = fixedVersion(advisory, package.version);
        issue.source = sourceTitle(sources, source);
        issue.severity = advisory.severity;
        issue.isCertain = affected == Affected::Yes;
        issue.coversEverything = coversEverything(advisory);
        addOnce(issues, std::move(issue));
    }
    return {};
}

base::Result<void> addHash(
    const Table& table, const base::Sha256& hash, const std::string& path, std::vector<KnownIssue>& issues)
{
    const auto found = table.hashesOf(hash);
    if (!found)
        return found.error();
    if (found->empty())
        return {};
    const auto sources = table.sources();
    for (const auto& [denied, source] : *found) {
        KnownIssue issue;
        issue.kind = KnownIssue::Kind::DeniedHash;
        issue.id = denied.id;
        issue.summary = denied.why;
        issue.subject = path;
        issue.source = sourceTitle(sources, source);
        issue.severity = model::AdvisorySeverity::Critical;
        issue.isFinal = isOrganisation(sources, source);
        addOnce(issues, std::move(issue));
    }
    return {};
}

base::Result<void> addHashes(
    const Table& table, const model::LaunchIdentity& identity, std::vector<KnownIssue>& issues)
{
    if (const auto done = addHash(table, identity.executable.hash, identity.executable.path, issues); !done)
        return done;
    if (identity.script) {
        if (const auto done = addHash(table, identity.script->hash, identity.script->path, issues); !done)
            return done;
    }
    for (const auto& one : identity.files) {
        if (const auto done = addHash(table, one.file.hash, one.file.path, issues); !done)
            return done;
    }
    return {};
}

void addImitation(const Table& table, const PackageSubject& package, std::vector<KnownIssue>& issues)
{
    const auto imitation = table.names().imitationOf(package.ecosystem, package.name);
    if (!imitation)
        return;
    KnownIssue issue;
    issue.kind = KnownIssue::Kind::Imitation;
    issue.id = imitation->of;
    issue.summary = toText(imitation->likeness);
    issue.subject = subjectText(package);
    issue.severity = model::AdvisorySeverity::High;
    issues.push_back(std::move(issue));
}

/// Of a distribution that python found, its own name: a module may be called otherwise (yaml, PyYAML).
std::string distributionName(const model::LaunchIdentity& identity)
{
    constexpr std::string_view kRecord = ".dist-info/RECORD";
    for (const auto& one : identity.files) {
        if (one.role != model::FileRole::Lock || !one.file.path.ends_with(kRecord))
            continue;
        const auto end = one.file.path.size() - kRecord.size();
        const auto slash = one.file.path.rfind('/', end);
        const auto name = one.file.path.substr(slash + 1, end - slash - 1);
        return name.substr(0, name.find('-'));
    }
    return {};
}

/// `npx alias@npm:real@1.2.3` runs `real`.
void followAlias(std::string& name, std::string& version)
{
    constexpr std::string_view kAlias = "npm:";
    if (!version.starts_with(kAlias))
        return;
    auto real = version.substr(kAlias.size());
    const auto at = real.find('@', 1);
    version = at == std::string::npos ? std::string() : real.substr(at + 1);
    name = real.substr(0, at);
}

} // namespace

std::optional<PackageSubject> subjectOf(const model::LaunchIdentity& identity)
{
    if (!identity.package || identity.package->name.empty())
        return std::nullopt;
    const auto& run = *identity.package;
    const auto distribution = distributionName(identity);
    const auto ecosystem =
        distribution.empty() ? ecosystemOfRunner(run.runner) : std::optional(Ecosystem::PyPi);
    if (!ecosystem)
        return std::nullopt;
    auto name = distribution.empty() ? run.name : distribution;
    auto asked = run.version;
    if (*ecosystem == Ecosystem::Npm)
        followAlias(name, asked);
    auto version = !run.found.empty() ? run.found : (run.isPinned ? asked : std::string());
    // Which of several copies runs is the runner's choice.
    if (identity.isUnknown(model::unknowns::kPackageChoice))
        version.clear();
    return PackageSubject{*ecosystem, normalisedName(*ecosystem, name), std::move(version)};
}

base::Result<std::vector<KnownIssue>> stoppingIssues(
    const Table& table, const model::LaunchIdentity& identity)
{
    std::vector<KnownIssue> issues;
    if (const auto done = addHashes(table, identity, issues); !done)
        return done.error();
    if (const auto package = subjectOf(identity)) {
        if (const auto done = addAdvisories(table, *package, true, issues); !done)
            return done.error();
    }
    std::erase_if(issues, [](const KnownIssue& one) { return !one.stops(); });
    return issues;
}

base::Result<std::vector<KnownIssue>> allIssues(const Table& table, const model::LaunchIdentity& identity)
{
    std::vector<KnownIssue> issues;
    if (const auto package = subjectOf(identity)) {
        auto ofPackage = allIssues(table, *package);
        if (!ofPackage)
            return ofPackage;
        issues = std::move(*ofPackage);
    }
    if (const auto done = addHashes(table, identity, issues); !done)
        return done.error();
    sortByWeight(issues);
    return issues;
}

base::Result<std::vector<KnownIssue>> dependencyIssues(
    const Table& table, const std::vector<PackageSubject>& packages, const std::string& lock)
{
    std::vector<KnownIssue> issues;
    for (const bool maliciousOnly : {true, false}) { // no crowd of faults hides what does harm
        for (const auto& package : packages) {
            if (issues.size() >= 4 * kMaxDependencyIssues)
                break;
            if (const auto done = addAdvisories(table, package, maliciousOnly, issues); !done)
                return done.error();
        }
    }
    for (auto& issue : issues)
        issue.lock = lock;
    sortByWeight(issues);
    if (issues.size() > kMaxDependencyIssues)
        issues.resize(kMaxDependencyIssues);
    return issues;
}

void sortByWeight(std::vector<KnownIssue>& issues)
{
    const auto weight = [](const KnownIssue& one) {
        return std::tuple(!one.stops(), one.kind, !one.isCertain, -static_cast<int>(one.severity), one.id);
    };
    std::stable_sort(issues.begin(), issues.end(),
        [&](const KnownIssue& left, const KnownIssue& right) { return weight(left) < weight(right); });
}

base::Result<std::vector<KnownIssue>> allIssues(const Table& table, const PackageSubject& package)
{
    std::vector<KnownIssue> issues;
    if (const auto done = addAdvisories(table, package, false, issues); !done)
        return done.error();
    addImitation(table, package, issues);
    sortByWeight(issues);
    return issues;
}

} // namespace gatehouse::intelligence
