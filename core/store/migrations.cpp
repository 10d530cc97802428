// SPDX-License-Identifier: Apache-2.0
#include "core/store/migrations.h"

#include "core/store/database.h"

#include <string>

namespace gatehouse::store {
namespace {

base::Result<void> apply(Database& database, const Migration& migration, std::int64_t version)
{
    auto transaction = Transaction::begin(database);
    if (!transaction)
        return transaction.error();
    if (const auto done = database.execute(std::string(migration.sql)); !done)
        return base::Error{done.error().code, std::string(migration.name) + ": " + done.error().detail};
    if (const auto done = database.execute("PRAGMA user_version = " + std::to_string(version)); !done)
        return done;
    return transaction->commit();
}

} // namespace

base::Result<void> migrate(Database& database, std::span<const Migration> migrations)
{
    const auto current = database.number("PRAGMA user_version");
    if (!current)
        return current.error();
    const auto last = static_cast<std::int64_t>(migrations.size());
    if (*current > last)
        return base::Error{base::ErrorCode::DatabaseNewer,
            "the database has schema " + std::to_string(*current) + ", this program knows " +
                std::to_string(last)};
    for (auto version = *current; version < last; ++version) {
        const auto done = apply(database, migrations[static_cast<std::size_t>(version)], version + 1);
        if (!done)
            return done;
    }
    return {};
}

} // namespace gatehouse::store
