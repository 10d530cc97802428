// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/store/database.h"

#include <string>
#include <vector>

namespace gatehouse::store {

/// What desktop and command line saw last of each client's file: a fold over their "client-file-change"
/// lines.
class ClientFileStore {
public:
    explicit ClientFileStore(Database& database)
        : m_database(database)
    {
    }

    /// An older look than the one that is kept changes nothing.
    base::Result<void> saw(const std::string& path, base::UnixMilliseconds at, const std::string& details);
    /// The details of every file's last line, by path.
    base::Result<std::vector<std::string>> all();

private:
    Database& m_database;
};

} // namespace gatehouse::store
