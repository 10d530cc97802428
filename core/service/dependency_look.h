// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/intelligence/table.h"
#include "core/model/known_issue.h"
#include "core/model/launch.h"

#include <string>
#include <vector>

namespace gatehouse::store {
class Database;
}

namespace gatehouse::service {

// What lists say of what a launch depends on. Desktop and command line look; a wrapper never does: reading a
// lock costs more than its whole start. What stops takes the decision out of the snapshot instead.

/// The files and site-packages folders that say what the launch depends on, the nearest first: what was found
/// to lie beside its package, its script, in its environment and in the folder that it is started in. At most
/// one more than kMaxLocks, which are read.
inline constexpr std::size_t kMaxLocks = 8;
std::vector<std::string> locksOf(const model::LaunchIdentity& identity);

/// What lists say of the dependencies, what stops first, and which lock could not be read. Each lock is read
/// once for each of its and the table's forms; the database remembers.
base::Result<std::vector<model::KnownIssue>> dependencyIssues(
    store::Database& database, const intelligence::Table& table, const model::LaunchIdentity& identity);

/// The same together with what lists say of what runs itself: intelligence::allIssues().
base::Result<std::vector<model::KnownIssue>> knownOf(
    store::Database& database, const intelligence::Table& table, const model::LaunchIdentity& identity);

/// True where a dependency stops the launch, and the decision on it did not know that.
base::Result<bool> isStoppedByDependency(store::Database& database, const intelligence::Table& table,
    const model::LaunchIdentity& identity, const std::vector<std::string>& despite);

/// Locks in which nothing was found are remembered in `file` for the next program that looks: hundreds of
/// them cost a second, their stamps some milliseconds. recallLocks() before the look, keepLocks() after it.
void recallLocks(store::Database& database, const intelligence::Table& table, const std::string& file);
base::Result<void> keepLocks(store::Database& database, const std::string& file);

} // namespace gatehouse::service
