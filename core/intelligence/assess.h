// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/intelligence/table.h"
#include "core/model/known_issue.h"
#include "core/model/launch.h"

#include <compare>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::intelligence {

/// The package of a launch as advisories name it.
struct PackageSubject {
    Ecosystem ecosystem = Ecosystem::Npm;
    std::string name;    ///< normalised
    std::string version; ///< empty: not known before it runs

    auto operator<=>(const PackageSubject&) const = default; // NOLINT(modernize-use-nullptr)
};

/// Nothing where no package of npm or PyPI runs, or none is named.
std::optional<PackageSubject> subjectOf(const model::LaunchIdentity& identity);

/// What stops the launch: denied hashes and malicious packages. What a wrapper asks; costs a few searches,
/// however long the lists are. An error where a row that would be needed is damaged.
base::Result<std::vector<model::KnownIssue>> stoppingIssues(
    const Table& table, const model::LaunchIdentity& identity);

/// Everything that is known: those, vulnerabilities (the worst first) and a name that imitates. For cards,
/// reputations and `intelligence check`.
base::Result<std::vector<model::KnownIssue>> allIssues(
    const Table& table, const model::LaunchIdentity& identity);
base::Result<std::vector<model::KnownIssue>> allIssues(const Table& table, const PackageSubject& package);

/// What is known of packages that a launch depends on, as `lock` names them: at most kMaxDependencyIssues,
/// what stops first. Names that imitate are not told: whoever chose them was somebody else.
inline constexpr std::size_t kMaxDependencyIssues = 64;
base::Result<std::vector<model::KnownIssue>> dependencyIssues(
    const Table& table, const std::vector<PackageSubject>& packages, const std::string& lock);

/// What stops first, then the worst.
void sortByWeight(std::vector<model::KnownIssue>& issues);

} // namespace gatehouse::intelligence
