// SPDX-License-Identifier: Apache-2.0
#include "core/store/incident_store.h"

namespace gatehouse::store {
namespace {

constexpr std::string_view kSqlSawFindings =
    "INSERT INTO incident (server_ref, rule, acted_on, told, last_at) VALUES (?1, ?2, ?3, ?4, ?5)"
    " ON CONFLICT (server_ref, rule) DO UPDATE SET acted_on = acted_on + ?3, told = told + ?4,"
    "  last_at = max(last_at, ?5)";
constexpr std::string_view kSqlAllIncidents =
    "SELECT server_ref, rule, acted_on, told, last_at FROM incident ORDER BY server_ref, rule";

} // namespace

base::Result<void> IncidentStore::saw(const std::string& serverRef, const RuleIncidents& more)
{
    const auto done = m_database.query(kSqlSawFindings)
                          .bind(serverRef)
                          .bind(more.rule)
                          .bind(more.actedOn)
                          .bind(more.told)
                          .bind(more.lastAt)
                          .run();
    return done ? base::Result<void>() : done.error();
}

base::Result<std::map<std::string, std::vector<RuleIncidents>>> IncidentStore::all()
{
    std::map<std::string, std::vector<RuleIncidents>> incidents;
    auto row = m_database.query(kSqlAllIncidents);
    for (;;) {
        const auto more = row.next();
        if (!more)
            return more.error();
        if (!*more)
            return incidents;
        incidents[row.text(0)].push_back({row.text(1), static_cast<std::uint64_t>(row.number(2)),
            static_cast<std::uint64_t>(row.number(3)), row.number(4)});
    }
}

} // namespace gatehouse::store
