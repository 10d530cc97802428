// SPDX-License-Identifier: Apache-2.0
#include "core/service/tool_news.h"

#include "core/service/tool_table.h"
#include "core/store/catalog_store.h"
#include "core/store/tool_rule_store.h"
#include "core/trust/launch_resolver.h"

#include <algorithm>
#include <set>

namespace gatehouse::service {
namespace {

constexpr std::size_t kMaxNamed = 4;

ToolNews newsOf(const ToolTable& table, const model::EntryLocation& location)
{
    ToolNews news;
    news.serverRef = table.serverRef;
    news.serverName = table.serverName;
    news.client = location.client;
    for (const auto& row : table.rows) {
        if (!row.isDefined)
            continue;
        ++news.tools;
        news.readOnly += row.nature.isReadOnly() ? 1 : 0;
        if (!row.nature.isRisky())
            continue;
        ++news.risky;
        if (news.names.size() < kMaxNamed)
            news.names.push_back(row.name);
    }
    return news;
}

/// Servers whose launch is approved for good; of those that may run for once nobody needs a table.
std::set<std::string> approvedServers(const std::vector<model::RegistryDecision>& decisions)
{
    std::set<std::string> refs;
    for (const auto& one : decisions) {
        if (!one.isDenied && one.choice == model::Choice::Always && one.identity && !one.identity->call)
            refs.insert(trust::serverRef(*one.identity));
    }
    return refs;
}

} // namespace

base::Result<std::vector<ToolNews>> readToolNews(store::Database& database, const base::Places& places,
    const std::vector<model::RegistryDecision>& decisions)
{
    const auto servers = store::CatalogStore(database).servers();
    if (!servers)
        return servers.error();
    const auto approved = approvedServers(decisions);
    std::vector<ToolNews> all;
    for (const auto& server : *servers) {
        if (server.tools == 0 || !approved.contains(server.ref) || all.size() >= kMaxToolNews)
            continue;
        const auto decided = store::ToolRuleStore(database).latest(server.ref);
        if (!decided)
            return decided.error();
        if (*decided != 0)
            continue;
        const auto table = readToolTable(database, places, decisions, server.ref);
        if (!table)
            return table.error();
        if (auto news = newsOf(*table, server.location); news.tools > 0)
            all.push_back(std::move(news));
    }
    std::ranges::stable_sort(all, {}, &ToolNews::serverName);
    return all;
}

} // namespace gatehouse::service
