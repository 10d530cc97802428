// SPDX-License-Identifier: Apache-2.0
#include "core/store/list_store.h"

namespace gatehouse::store {
namespace {

constexpr std::string_view kSqlSawKey =
    "INSERT INTO list_key (key_id, public_key, name, is_trusted, decided_at) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (key_id) DO UPDATE SET public_key = excluded.public_key, name = excluded.name,"
    "  is_trusted = excluded.is_trusted, decided_at = excluded.decided_at"
    " WHERE excluded.decided_at >= list_key.decided_at";
constexpr std::string_view kSqlKeys =
    "SELECT key_id, public_key, name, is_trusted, decided_at FROM list_key ORDER BY decided_at, key_id";
constexpr std::string_view kSqlSawList =
    "INSERT INTO list_taken (key_id, sequence, digest, taken_at) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (key_id) DO UPDATE SET sequence = excluded.sequence, digest = excluded.digest,"
    "  taken_at = excluded.taken_at WHERE excluded.sequence > list_taken.sequence";
constexpr std::string_view kSqlTaken = "SELECT sequence, digest, taken_at FROM list_taken WHERE key_id = ?";

} // namespace

base::Result<void> ListStore::sawKey(const StoredListKey& key)
{
    const auto done = m_database.query(kSqlSawKey)
                          .bind(key.keyId)
                          .bind(key.publicKey)
                          .bind(key.name)
                          .bind(key.isTrusted ? 1 : 0)
                          .bind(key.decidedAt)
                          .run();
    return done ? base::Result<void>() : done.error();
}

base::Result<void> ListStore::sawList(const std::string& keyId, const TakenList& list)
{
    const auto done = m_database.query(kSqlSawList)
                          .bind(keyId)
                          .bind(list.sequence)
                          .bind(list.digest)
                          .bind(list.takenAt)
                          .run();
    return done ? base::Result<void>() : done.error();
}

base::Result<std::vector<StoredListKey>> ListStore::keys()
{
    std::vector<StoredListKey> keys;
    auto row = m_database.query(kSqlKeys);
    for (;;) {
        const auto more = row.next();
        if (!more)
            return more.error();
        if (!*more)
            return keys;
        keys.push_back({row.text(0), row.text(1), row.text(2), row.number(3) != 0, row.number(4)});
    }
}

base::Result<std::optional<TakenList>> ListStore::taken(const std::string& keyId)
{
    auto row = m_database.query(kSqlTaken);
    const auto more = row.bind(keyId).next();
    if (!more)
        return more.error();
    if (!*more)
        return std::optional<TakenList>();
    return std::optional(TakenList{static_cast<std::uint64_t>(row.number(0)), row.text(1), row.number(2)});
}

} // namespace gatehouse::store
