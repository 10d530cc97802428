// SPDX-License-Identifier: Apache-2.0
#include "core/store/opening.h"

#include "core/base/file.h"
#include "core/store/migrations.h"

#include <cerrno>
#include <cstdio>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::store {
namespace {

constexpr std::int64_t kApplicationId = 0x47415448; // "GATH": file(1) and we tell our files by it

bool exists(const std::string& path)
{
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0;
}

/// A write-ahead log that is still there tells of a program that did not end well.
bool wasLeftOpen(const std::string& path)
{
    const auto stamp = base::stampOf(path + "-wal");
    return stamp && stamp->size > 0;
}

base::Result<void> checkOwner(Database& database)
{
    const auto application = database.number("PRAGMA application_id");
    if (!application)
        return application.error();
    const auto tables = database.number("SELECT count(*) FROM sqlite_schema");
    if (!tables)
        return tables.error();
    if (*application == kApplicationId || (*application == 0 && *tables == 0))
        return {};
    return base::Error{
        base::ErrorCode::DatabaseDamaged, database.path() + ": is the database of another program"};
}

base::Result<Database> openWithSchema(const std::string& path, bool mustCheck)
{
    auto database = Database::open(path, Database::Access::ReadWrite);
    if (!database)
        return database.error();
    if (const auto ours = checkOwner(*database); !ours)
        return ours.error();
    if (mustCheck) {
        if (const auto whole = database->checkIntegrity(); !whole)
            return whole.error();
    }
    // WAL: readers see the last commit while the one writer writes. NORMAL: a power cut may lose the last
    // commits, which the journals still hold.
    const auto prepared = database->execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                                            "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON;"
                                            "PRAGMA application_id = " +
        std::to_string(kApplicationId));
    if (!prepared)
        return prepared.error();
    if (const auto migrated = migrate(*database, embeddedMigrations()); !migrated)
        return migrated.error();
    return database;
}

/// Free even where two damages fall into one millisecond.
std::string freeName(const std::string& path, base::UnixMilliseconds now)
{
    auto name = path + ".damaged-" + std::to_string(now);
    for (int copy = 2; exists(name); ++copy)
        name = path + ".damaged-" + std::to_string(now) + "-" + std::to_string(copy);
    return name;
}

base::Result<std::string> moveAside(const std::string& path, base::UnixMilliseconds now)
{
    const auto target = freeName(path, now);
    // The log first: a new database must never find the old one's.
    for (const std::string suffix : {"-wal", "-shm", ""}) {
        const auto from = path + suffix;
        if (exists(from) && ::rename(from.c_str(), (target + suffix).c_str()) != 0)
            return base::errnoError(errno, from);
    }
    return target;
}

base::Result<OpenedDatabase> replaceDamaged(
    const std::string& path, base::UnixMilliseconds now, const base::Error& why)
{
    const auto moved = moveAside(path, now);
    if (!moved)
        return moved.error();
    auto fresh = openWithSchema(path, false);
    if (!fresh)
        return fresh.error();
    return OpenedDatabase{std::move(*fresh), why, *moved, true};
}

} // namespace

base::Result<OpenedDatabase> openDatabase(const std::string& path, base::UnixMilliseconds now)
{
    if (const auto folder = base::makePrivateFolder(base::folderOf(path)); !folder)
        return folder.error();
    const bool isNew = !exists(path);
    auto database = openWithSchema(path, wasLeftOpen(path));
    if (database)
        return OpenedDatabase{std::move(*database), std::nullopt, {}, isNew};
    const auto why = database.error();
    if (why.code == base::ErrorCode::DatabaseDamaged)
        return replaceDamaged(path, now, why);
    if (why.code != base::ErrorCode::DatabaseNewer)
        return why;
    auto forReading = Database::open(path, Database::Access::ReadOnly);
    if (!forReading)
        return forReading.error();
    return OpenedDatabase{std::move(*forReading), why, {}, false};
}

base::Result<Database> openDatabaseForReading(const std::string& path)
{
    if (!exists(path))
        return base::Error{base::ErrorCode::NotFound, path + ": there is no database yet"};
    auto database = Database::open(path, Database::Access::ReadOnly);
    if (!database)
        return database.error();
    if (const auto ours = checkOwner(*database); !ours)
        return ours.error();
    const auto version = database->number("PRAGMA user_version");
    if (!version)
        return version.error();
    if (*version != static_cast<std::int64_t>(embeddedMigrations().size()))
        return base::Error{base::ErrorCode::DatabaseNewer, path + ": has schema " + std::to_string(*version)};
    return database;
}

} // namespace gatehouse::store
