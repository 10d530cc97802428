// SPDX-License-Identifier: Apache-2.0
#include "core/store/tool_use_store.h"

namespace gatehouse::store {
namespace {

constexpr std::string_view kSqlSawUse =
    "INSERT INTO tool_use (server_ref, tool, rule, count, last_at) VALUES (?1, ?2, ?3, ?4, ?5)"
    " ON CONFLICT (server_ref, tool, rule) DO UPDATE SET count = count + ?4, last_at = max(last_at, ?5)";
constexpr std::string_view kSqlAllUse =
    "SELECT server_ref, tool, rule, count, last_at FROM tool_use ORDER BY server_ref, tool, rule";

} // namespace

base::Result<void> ToolUseStore::saw(
    const std::string& serverRef, const std::string& tool, const ToolUse& more)
{
    const auto done = m_database.query(kSqlSawUse)
                          .bind(serverRef)
                          .bind(tool)
                          .bind(more.rule)
                          .bind(more.count)
                          .bind(more.lastAt)
                          .run();
    return done ? base::Result<void>() : done.error();
}

base::Result<std::map<std::pair<std::string, std::string>, std::vector<ToolUse>>> ToolUseStore::all()
{
    std::map<std::pair<std::string, std::string>, std::vector<ToolUse>> use;
    auto row = m_database.query(kSqlAllUse);
    for (;;) {
        const auto more = row.next();
        if (!more)
            return more.error();
        if (!*more)
            return use;
        use[{row.text(0), row.text(1)}].push_back(
            {row.text(2), static_cast<std::uint64_t>(row.number(3)), row.number(4)});
    }
}

} // namespace gatehouse::store
