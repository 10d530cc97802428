// SPDX-License-Identifier: Apache-2.0
#include "core/store/client_file_store.h"

namespace gatehouse::store {
namespace {

constexpr std::string_view kSqlSaw =
    "INSERT INTO client_file (path, seen_at, json) VALUES (?, ?, ?)"
    " ON CONFLICT (path) DO UPDATE SET seen_at = excluded.seen_at, json = excluded.json"
    " WHERE excluded.seen_at >= client_file.seen_at";
constexpr std::string_view kSqlAll = "SELECT json FROM client_file ORDER BY path";

} // namespace

base::Result<void> ClientFileStore::saw(
    const std::string& path, base::UnixMilliseconds at, const std::string& details)
{
    const auto done = m_database.query(kSqlSaw).bind(path).bind(at).bind(details).run();
    return done ? base::Result<void>() : done.error();
}

base::Result<std::vector<std::string>> ClientFileStore::all()
{
    std::vector<std::string> files;
    auto rows = m_database.query(kSqlAll);
    for (;;) {
        const auto more = rows.next();
        if (!more)
            return more.error();
        if (!*more)
            return files;
        files.push_back(rows.text(0));
    }
}

} // namespace gatehouse::store
