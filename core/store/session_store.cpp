// SPDX-License-Identifier: Apache-2.0
#include "core/store/session_store.h"

#include "core/store/details.h"

#include <limits>

namespace gatehouse::store {
namespace {

#define GATEHOUSE_SESSION_COLUMNS                                                                            \
    "SELECT s.id, j.name, s.server_ref, s.server, s.client, s.started_at, s.ended_at, s.events, s.blocked"   \
    " FROM session s JOIN journal j ON j.id = s.id"

// Journals of the desktop and the command line hold events, but are nobody's session.
constexpr std::string_view kSqlUse =
    "SELECT server_ref, min(started_at), count(*), count(DISTINCT started_at / 86400000) FROM session"
    " WHERE server_ref <> '' AND program NOT IN ('desktop', 'cli') GROUP BY server_ref";
constexpr std::string_view kSqlNewestSessions =
    GATEHOUSE_SESSION_COLUMNS " WHERE s.program NOT IN ('desktop', 'cli') AND (s.started_at, s.id) < (?, ?)"
                              " ORDER BY s.started_at DESC, s.id DESC LIMIT ?";
constexpr std::string_view kSqlNewestOfServer = GATEHOUSE_SESSION_COLUMNS
    " WHERE s.server_ref = ? AND s.program NOT IN ('desktop', 'cli') AND (s.started_at, s.id) < (?, ?)"
    " ORDER BY s.started_at DESC, s.id DESC LIMIT ?";
constexpr std::string_view kSqlFindSession =
    GATEHOUSE_SESSION_COLUMNS " WHERE s.id = ? AND s.program NOT IN ('desktop', 'cli')";
constexpr std::string_view kSqlCountSessions =
    "SELECT count(*) FROM session WHERE program NOT IN ('desktop', 'cli') AND (?1 = '' OR server_ref = ?1)";
constexpr std::string_view kSqlClose = "UPDATE session SET ended_at = max(started_at, (SELECT "
                                       "ifnull(max(at), 0) FROM event WHERE session_id = session.id))"
                                       " WHERE id = ? AND ended_at = 0";

#undef GATEHOUSE_SESSION_COLUMNS

model::SessionRow sessionOf(const Query& row)
{
    model::SessionRow session;
    session.id = row.number(0);
    session.journal = row.text(1);
    session.serverRef = row.text(2);
    session.server = row.text(3);
    session.client = row.text(4);
    session.startedAt = row.number(5);
    session.endedAt = row.number(6);
    session.isLive = session.endedAt == 0;
    session.events = static_cast<std::uint64_t>(row.number(7));
    session.blocked = static_cast<std::uint64_t>(row.number(8));
    return session;
}

} // namespace

base::Result<std::vector<model::SessionRow>> SessionStore::newest(
    const std::string& serverRef, std::optional<SessionKey> after, int limit)
{
    constexpr auto kEnd = std::numeric_limits<std::int64_t>::max();
    const auto from = after.value_or(SessionKey{kEnd, kEnd});
    auto rows = m_database.query(serverRef.empty() ? kSqlNewestSessions : kSqlNewestOfServer);
    if (!serverRef.empty())
        rows.bind(serverRef);
    rows.bind(from.startedAt).bind(from.id).bind(limit);
    std::vector<model::SessionRow> sessions;
    for (;;) {
        const auto more = rows.next();
        if (!more)
            return more.error();
        if (!*more)
            return sessions;
        sessions.push_back(sessionOf(rows));
    }
}

base::Result<std::optional<model::SessionRow>> SessionStore::find(std::int64_t id)
{
    auto rows = m_database.query(kSqlFindSession);
    const auto more = rows.bind(id).next();
    if (!more)
        return more.error();
    return *more ? std::optional(sessionOf(rows)) : std::nullopt;
}

base::Result<std::int64_t> SessionStore::count(const std::string& serverRef)
{
    auto rows = m_database.query(kSqlCountSessions);
    const auto more = rows.bind(serverRef).next();
    if (!more)
        return more.error();
    return rows.number(0);
}

base::Result<std::map<std::string, ServerUse>> SessionStore::use()
{
    std::map<std::string, ServerUse> use;
    auto row = m_database.query(kSqlUse);
    for (;;) {
        const auto more = row.next();
        if (!more)
            return more.error();
        if (!*more)
            return use;
        use[row.text(0)] = {row.number(1), static_cast<std::uint64_t>(row.number(2)),
            static_cast<std::uint64_t>(row.number(3))};
    }
}

base::Result<void> SessionStore::closeAbandoned(std::int64_t id)
{
    const auto done = m_database.query(kSqlClose).bind(id).run();
    return done ? base::Result<void>() : done.error();
}

base::Result<std::optional<model::LaunchIdentity>> SessionStore::lastLaunch(const std::string& serverRef)
{
    constexpr std::string_view kSqlLastLaunch =
        "SELECT e.details FROM session s JOIN event e ON e.session_id = s.id AND e.sequence = 0"
        " WHERE s.server_ref = ? AND e.kind = 'session-start' ORDER BY s.started_at DESC, s.id DESC LIMIT 1";
    auto row = m_database.query(kSqlLastLaunch);
    const auto more = row.bind(serverRef).next();
    if (!more)
        return more.error();
    return *more ? startDetails(row.text(0)).identity : std::nullopt;
}

} // namespace gatehouse::store
