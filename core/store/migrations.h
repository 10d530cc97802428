// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace gatehouse::store {

class Database;

/// One step of the schema: core/store/migrations/NNNN_name.sql. Never edited after a release.
struct Migration {
    std::string_view name; ///< file name; begins with its number, which counts from 1 without gaps
    std::string_view sql;
};

/// In the order of their numbers.
std::span<const Migration> embeddedMigrations();

/// Brings the schema from its user_version to the last of `migrations`, each in a transaction of its own:
/// after a failure or a kill the database stands at one of them. DatabaseNewer where user_version is beyond
/// the last.
base::Result<void> migrate(Database& database, std::span<const Migration> migrations);

} // namespace gatehouse::store
