// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/store/database.h"

#include <optional>
#include <string>

namespace gatehouse::store {

/// A database that may be used, and what its user must know about it.
struct OpenedDatabase {
    Database database;
    /// DatabaseNewer: it was written by a later program and is open for reading only. DatabaseDamaged: it was
    /// moved aside and a new one was made in its place. Nothing: all is well.
    std::optional<base::Error> notice;
    std::string movedTo;       ///< where the damaged one is now
    bool needsRebuild = false; ///< it is new: fold every journal before you rely on it
};

/// Opens the database at `path`, makes it where there is none and brings its schema up to date. To be called
/// by the holder of the StoreLock only. A damaged file is never deleted: it is renamed to PATH.damaged-TIME
/// with its -wal and -shm.
base::Result<OpenedDatabase> openDatabase(const std::string& path, base::UnixMilliseconds now);

/// For programs that look while another one writes. DatabaseNewer where the schema is not the one that this
/// program knows.
base::Result<Database> openDatabaseForReading(const std::string& path);

} // namespace gatehouse::store
