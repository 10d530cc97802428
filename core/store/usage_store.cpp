// SPDX-License-Identifier: Apache-2.0
#include "core/store/usage_store.h"

#include "core/store/details.h"

namespace gatehouse::store {
namespace {

// clang-format off
constexpr std::string_view kSqlUsed =
    "INSERT INTO usage (server_ref, kind, name, client, agent, first_at, last_at, calls, refused)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (server_ref, kind, name, client, agent) DO UPDATE SET"
    "  first_at = min(first_at, ?6), last_at = max(last_at, ?7), calls = calls + ?8, refused = refused + ?9";
constexpr std::string_view kSqlFlowed =
    "INSERT INTO flow (server_ref, kind, name, client, agent, direction, rule, told, acted_on, first_at, last_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
    " ON CONFLICT (server_ref, kind, name, client, agent, direction, rule) DO UPDATE SET told = told + ?8,"
    "  acted_on = acted_on + ?9, first_at = min(first_at, ?10), last_at = max(last_at, ?11)";
#define GATEHOUSE_USES "SELECT server_ref, kind, name, client, agent, first_at, last_at, calls, refused FROM usage"
constexpr std::string_view kSqlUses = GATEHOUSE_USES " ORDER BY server_ref, kind, name, client, agent";
constexpr std::string_view kSqlUsesOfServer = GATEHOUSE_USES " WHERE server_ref = ? ORDER BY kind, name, client, agent";
constexpr std::string_view kSqlUsesOfClient = GATEHOUSE_USES " WHERE client = ? ORDER BY server_ref, kind, name, agent";
#undef GATEHOUSE_USES
#define GATEHOUSE_FLOWS "SELECT server_ref, kind, name, client, agent, direction, rule, told, acted_on, first_at, last_at FROM flow"
constexpr std::string_view kSqlFlows = GATEHOUSE_FLOWS " ORDER BY server_ref, kind, name, client, agent, direction, rule";
constexpr std::string_view kSqlFlowsOfServer = GATEHOUSE_FLOWS " WHERE server_ref = ? ORDER BY kind, name, client, agent, direction, rule";
#undef GATEHOUSE_FLOWS
constexpr std::string_view kSqlReachedTools =
    "SELECT server_ref, name, rule, sum(told) FROM flow WHERE kind = 'tool' AND direction = 'to-server' AND told > 0"
    " GROUP BY server_ref, name, rule";
constexpr std::string_view kSqlFindAgent = "SELECT client_id, name, version, protocol, ancestry FROM agent WHERE session_id = ?";
constexpr std::string_view kSqlWriteAgent =
    "INSERT INTO agent (session_id, client_id, name, version, protocol, ancestry) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    " ON CONFLICT (session_id) DO UPDATE SET client_id = ?2, name = ?3, version = ?4, protocol = ?5, ancestry = ?6";
#define GATEHOUSE_AGENTS "SELECT s.id, s.server_ref, a.client_id, a.name, a.version, a.protocol, a.ancestry, s.started_at, s.ended_at" \
    " FROM session s JOIN agent a ON a.session_id = s.id"
constexpr std::string_view kSqlNewestAgents = GATEHOUSE_AGENTS " ORDER BY s.started_at DESC, s.id DESC LIMIT ?";
constexpr std::string_view kSqlNewestOfServer = GATEHOUSE_AGENTS " WHERE s.server_ref = ? ORDER BY s.started_at DESC, s.id DESC LIMIT ?";
#undef GATEHOUSE_AGENTS
// clang-format on

model::UseRow useOf(const Query& row)
{
    return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.number(5), row.number(6),
        static_cast<std::uint64_t>(row.number(7)), static_cast<std::uint64_t>(row.number(8))};
}

model::AgentRow agentOf(const Query& row)
{
    return {row.number(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5),
        processesFromJson(row.text(6)), row.number(7), row.number(8)};
}

model::FlowRow flowOf(const Query& row)
{
    model::FlowRow flow{row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), {}, row.text(6),
        static_cast<std::uint64_t>(row.number(7)), static_cast<std::uint64_t>(row.number(8)), row.number(9),
        row.number(10)};
    model::fromText(row.text(5), flow.direction); // only what can be read was folded
    return flow;
}

template <typename Row>
base::Result<std::vector<Row>> collect(Query& query, Row (*rowOf)(const Query&))
{
    std::vector<Row> rows;
    for (;;) {
        const auto more = query.next();
        if (!more)
            return more.error();
        if (!*more)
            return rows;
        rows.push_back(rowOf(query));
    }
}

} // namespace

base::Result<void> UsageStore::used(const model::UseRow& more)
{
    return m_database.query(kSqlUsed)
        .bind(more.serverRef)
        .bind(more.kind)
        .bind(more.name)
        .bind(more.client)
        .bind(more.agent)
        .bind(more.firstAt)
        .bind(more.lastAt)
        .bind(more.calls)
        .bind(more.refused)
        .perform();
}

base::Result<void> UsageStore::flowed(const model::FlowRow& more)
{
    return m_database.query(kSqlFlowed)
        .bind(more.serverRef)
        .bind(more.kind)
        .bind(more.name)
        .bind(more.client)
        .bind(more.agent)
        .bind(model::toText(more.direction))
        .bind(more.rule)
        .bind(more.told)
        .bind(more.actedOn)
        .bind(more.firstAt)
        .bind(more.lastAt)
        .perform();
}

base::Result<std::vector<model::UseRow>> UsageStore::uses(const std::string& ref)
{
    auto query = m_database.query(ref.empty() ? kSqlUses : kSqlUsesOfServer);
    if (!ref.empty())
        query.bind(ref);
    return collect(query, &useOf);
}

base::Result<std::vector<model::UseRow>> UsageStore::usesOf(const std::string& client)
{
    auto query = m_database.query(kSqlUsesOfClient);
    query.bind(client);
    return collect(query, &useOf);
}

base::Result<std::vector<model::FlowRow>> UsageStore::flows(const std::string& ref)
{
    auto query = m_database.query(ref.empty() ? kSqlFlows : kSqlFlowsOfServer);
    if (!ref.empty())
        query.bind(ref);
    return collect(query, &flowOf);
}

base::Result<UsageStore::ReachedTools> UsageStore::reachedTools()
{
    ReachedTools tools;
    auto row = m_database.query(kSqlReachedTools);
    for (;;) {
        const auto more = row.next();
        if (!more)
            return more.error();
        if (!*more)
            return tools;
        tools[{row.text(0), row.text(1)}][row.text(2)] = static_cast<std::uint64_t>(row.number(3));
    }
}

base::Result<SeenAgent> AgentStore::find(std::int64_t sessionId)
{
    auto query = m_database.query(kSqlFindAgent);
    const auto more = query.bind(sessionId).next();
    if (!more)
        return more.error();
    if (!*more)
        return SeenAgent();
    return SeenAgent{query.text(0), query.text(1), query.text(2), query.text(3), query.text(4)};
}

base::Result<void> AgentStore::write(std::int64_t sessionId, const SeenAgent& agent)
{
    return m_database.query(kSqlWriteAgent)
        .bind(sessionId)
        .bind(agent.clientId)
        .bind(agent.name)
        .bind(agent.version)
        .bind(agent.protocol)
        .bind(agent.ancestry)
        .perform();
}

base::Result<std::vector<model::AgentRow>> AgentStore::newest(const std::string& ref, int limit)
{
    auto query = m_database.query(ref.empty() ? kSqlNewestAgents : kSqlNewestOfServer);
    if (!ref.empty())
        query.bind(ref);
    query.bind(limit);
    return collect(query, &agentOf);
}

} // namespace gatehouse::store
