// SPDX-License-Identifier: Apache-2.0
#include "core/store/catalog_store.h"

namespace gatehouse::store {
namespace {

constexpr std::string_view kSqlSawServer =
    "INSERT INTO server (ref, client, scope, file, key_path, name, last_seen) VALUES (?1, ?2, ?3, ?4, ?5, "
    "?6, ?7)"
    " ON CONFLICT (ref) DO UPDATE SET"
    "  client = iif(?2 <> '', ?2, client), scope = iif(?2 <> '', ?3, scope), file = iif(?2 <> '', ?4, file),"
    "  key_path = iif(?2 <> '', ?5, key_path), name = iif(?6 <> '', ?6, name), last_seen = max(last_seen, "
    "?7)";
constexpr std::string_view kSqlSawHandshake =
    "INSERT INTO server (ref, handshake_at, protocol_version, era, server_name, capabilities)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (ref) DO UPDATE SET"
    "  handshake_at = ?2, protocol_version = ?3, era = ?4, server_name = ?5, capabilities = ?6"
    " WHERE ?2 >= handshake_at";
constexpr std::string_view kSqlServers =
    "SELECT ref, client, scope, file, key_path, name, last_seen,"
    "  (SELECT count(*) FROM session WHERE server_ref = ref AND ended_at = 0),"
    "  (SELECT count(*) FROM definition d LEFT JOIN listing l ON l.server_ref = d.server_ref AND l.kind = "
    "d.kind"
    "   WHERE d.server_ref = ref AND d.kind = 'tool' AND d.listed_at > 0"
    "    AND (d.listed_at >= ifnull(l.began_at, 0) OR l.began_at > unixepoch() * 1000))"
    " FROM server ORDER BY client, name, ref";
// The start stands among a session's first lines; one that is held says little before it.
constexpr std::string_view kSqlRunning =
    "SELECT server_ref, count(*) FROM session s WHERE ended_at = 0 AND server_ref <> ''"
    "  AND EXISTS (SELECT 1 FROM event e WHERE e.session_id = s.id AND e.kind = 'server-start')"
    " GROUP BY server_ref";
constexpr std::string_view kSqlCalls =
    "SELECT server_ref, sum(calls) FROM usage WHERE kind = 'tool' GROUP BY server_ref";
constexpr std::string_view kSqlHandshakes = "SELECT ref, handshake_at, protocol_version, era, server_name, "
                                            "capabilities FROM server WHERE handshake_at > 0";
constexpr std::string_view kSqlHandshake = "SELECT handshake_at, protocol_version, era, server_name, "
                                           "capabilities FROM server WHERE ref = ? AND handshake_at > 0";

} // namespace

base::Result<void> CatalogStore::sawServer(
    const std::string& ref, const model::EntryLocation& location, base::UnixMilliseconds at)
{
    return m_database.query(kSqlSawServer)
        .bind(ref)
        .bind(location.client)
        .bind(model::toText(location.scope))
        .bindBlob(location.file)
        .bindBlob(location.keyPath)
        .bind(location.name)
        .bind(at)
        .perform();
}

base::Result<void> CatalogStore::sawHandshake(const SeenHandshake& handshake)
{
    return m_database.query(kSqlSawHandshake)
        .bind(handshake.serverRef)
        .bind(handshake.at)
        .bind(handshake.protocolVersion)
        .bind(handshake.era)
        .bind(handshake.serverName)
        .bind(handshake.capabilities)
        .perform();
}

base::Result<std::vector<model::ServerRow>> CatalogStore::servers()
{
    std::vector<model::ServerRow> servers;
    auto rows = m_database.query(kSqlServers);
    for (;;) {
        const auto more = rows.next();
        if (!more)
            return more.error();
        if (!*more)
            return servers;
        model::ServerRow row;
        row.ref = rows.text(0);
        row.location = {rows.text(1), model::EntryScope::User, rows.text(3), rows.text(4), rows.text(5)};
        if (!model::fromText(rows.text(2), row.location.scope))
            return base::Error{base::ErrorCode::DatabaseDamaged, "a server's scope is not known"};
        row.lastSeen = rows.number(6);
        row.liveSessions = static_cast<int>(rows.number(7));
        row.tools = static_cast<int>(rows.number(8));
        servers.push_back(std::move(row));
    }
}

base::Result<std::map<std::string, int>> CatalogStore::runningSessions()
{
    std::map<std::string, int> running;
    auto rows = m_database.query(kSqlRunning);
    for (;;) {
        const auto more = rows.next();
        if (!more)
            return more.error();
        if (!*more)
            return running;
        running[rows.text(0)] = static_cast<int>(rows.number(1));
    }
}

base::Result<std::map<std::string, std::uint64_t>> CatalogStore::calls()
{
    std::map<std::string, std::uint64_t> calls;
    auto row = m_database.query(kSqlCalls);
    for (;;) {
        const auto more = row.next();
        if (!more)
            return more.error();
        if (!*more)
            return calls;
        calls[row.text(0)] = static_cast<std::uint64_t>(row.number(1));
    }
}

base::Result<std::optional<SeenHandshake>> CatalogStore::handshake(const std::string& ref)
{
    auto rows = m_database.query(kSqlHandshake);
    const auto more = rows.bind(ref).next();
    if (!more)
        return more.error();
    if (!*more)
        return std::optional<SeenHandshake>();
    return std::optional(
        SeenHandshake{ref, rows.number(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4)});
}

base::Result<std::map<std::string, SeenHandshake>> CatalogStore::handshakes()
{
    std::map<std::string, SeenHandshake> handshakes;
    auto row = m_database.query(kSqlHandshakes);
    for (;;) {
        const auto more = row.next();
        if (!more)
            return more.error();
        if (!*more)
            return handshakes;
        handshakes.emplace(row.text(0),
            SeenHandshake{row.text(0), row.number(1), row.text(2), row.text(3), row.text(4), row.text(5)});
    }
}

} // namespace gatehouse::store
