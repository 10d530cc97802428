// SPDX-License-Identifier: Apache-2.0
#include "core/service/catalog_reader.h"

#include "core/base/clock.h"
#include "core/service/rule_families.h"
#include "core/service/snapshot_compiler.h"
#include "core/store/definition_store.h"
#include "core/store/details.h"
#include "core/store/registry_store.h"
#include "core/store/usage_fold.h"
#include "core/trust/launch_resolver.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace gatehouse::service {
namespace {

using model::DefinitionState;

using Digested = std::tuple<std::string, std::string, std::string, std::string>; // ref, kind, name, digest

/// What was decided about definitions that are not as they were first seen: is it a denial?
base::Result<std::map<Digested, bool>> definitionDecisions(store::Database& database)
{
    const auto held = trustedDecisions(database);
    if (!held)
        return held.error();
    std::map<Digested, bool> decisions;
    for (const auto& decision : *held) {
        if (!decision.identity || !decision.identity->call || !decision.identity->call->isDefinition())
            continue;
        const auto& call = *decision.identity->call;
        auto& isDenied = decisions[{serverRefOf(*decision.identity),
            call.method.substr(model::GuardedCall::kDefinitionOf.size()), store::catalogName(call.tool),
            base::toHex(call.digest)}];
        isDenied = isDenied || decision.isDenied; // of two the stricter
    }
    return decisions;
}

/// The last list tells what was withheld then; what was decided since holds now.
void applyDecisions(const std::map<Digested, bool>& decisions, std::vector<model::DefinitionRow>& tools)
{
    for (auto& tool : tools) {
        if (tool.state != DefinitionState::Suspended && tool.state != DefinitionState::Denied)
            continue;
        const auto found =
            decisions.find({tool.serverRef, std::string(model::toText(tool.kind)), tool.name, tool.digest});
        if (found == decisions.end())
            tool.state = DefinitionState::Suspended;
        else
            tool.state = found->second ? DefinitionState::Denied : DefinitionState::Listed;
    }
}

void addClasses(const std::vector<model::FlowRow>& flows, std::vector<model::DefinitionRow>& tools)
{
    std::map<std::tuple<std::string, std::string, std::string>, std::set<model::Family>> classes;
    for (const auto& flow : flows) {
        if (const auto family = familyOfRule(flow.rule))
            classes[{flow.serverRef, flow.kind, flow.name}].insert(*family);
    }
    for (auto& tool : tools) {
        const auto found = classes.find({tool.serverRef, std::string(model::toText(tool.kind)), tool.name});
        if (found != classes.end())
            tool.dataClasses.assign(found->second.begin(), found->second.end());
    }
}

/// Which of the servers a ref means; nullptr for one that has no row.
class ByRef {
public:
    explicit ByRef(std::vector<CatalogServer>& servers)
    {
        for (auto& server : servers)
            m_servers.emplace(server.row.ref, &server);
    }
    CatalogServer* find(const std::string& ref) const
    {
        const auto found = m_servers.find(ref);
        return found == m_servers.end() ? nullptr : found->second;
    }

private:
    std::map<std::string, CatalogServer*> m_servers;
};

template <typename Row, typename Ref>
void deal(std::vector<Row> rows, const ByRef& servers, std::vector<Row> CatalogServer::*list, Ref refOf)
{
    for (auto& row : rows) {
        if (auto* const server = servers.find(refOf(row)))
            (server->*list).push_back(std::move(row));
    }
}

base::Result<void> addIdentities(store::Database& database, const ByRef& servers)
{
    const auto decisions = store::RegistryStore(database).all();
    if (!decisions)
        return decisions.error();
    for (const auto& stored : *decisions) { // oldest first
        const auto& identity = stored.decision.identity;
        auto* const server = identity && !identity->call ? servers.find(serverRefOf(*identity)) : nullptr;
        if (server != nullptr)
            server->identity = identity;
    }
    return {};
}

base::Result<void> addDefinitions(store::Database& database, const ByRef& servers)
{
    auto tools = readTools(database, {});
    if (!tools)
        return tools.error();
    deal(std::move(*tools), servers, &CatalogServer::definitions,
        [](const model::DefinitionRow& tool) { return tool.serverRef; });
    store::DefinitionStore definitions(database);
    auto versions = definitions.allVersions();
    if (!versions)
        return versions.error();
    for (auto& [key, list] : *versions) {
        auto* const server = servers.find(key.first);
        if (server != nullptr && list.size() > 1)
            server->versions[key.second] = std::move(list);
    }
    const auto omitted = definitions.omitted();
    if (!omitted)
        return omitted.error();
    for (const auto& [ref, count] : *omitted) {
        if (auto* const server = servers.find(ref))
            server->omitted = count;
    }
    return {};
}

base::Result<void> addAgents(store::Database& database, std::vector<CatalogServer>& servers)
{
    for (auto& server : servers) {
        auto agents = store::AgentStore(database).newest(server.row.ref, ServerRelations::kMaxAgents);
        if (!agents)
            return agents.error();
        server.agents = std::move(*agents);
    }
    return {};
}

} // namespace

std::string serverRefOf(const model::LaunchIdentity& identity)
{
    if (!identity.entryRef.empty())
        return identity.entryRef;
    auto launch = identity;
    launch.call.reset();
    return store::serverRefOf({}, trust::identityDigest(launch));
}

std::vector<model::Family> familiesOf(const std::vector<model::FlowRow>& flows)
{
    std::set<model::Family> families;
    for (const auto& flow : flows) {
        if (const auto family = familyOfRule(flow.rule))
            families.insert(*family);
    }
    return {families.begin(), families.end()};
}

base::Result<std::vector<model::DefinitionRow>> readTools(
    store::Database& database, const std::string& serverRef)
{
    auto tools = store::DefinitionStore(database).definitions(serverRef, base::SystemClock().now());
    if (!tools)
        return tools;
    const auto decisions = definitionDecisions(database);
    if (!decisions)
        return decisions.error();
    applyDecisions(*decisions, *tools);
    const auto flows = store::UsageStore(database).flows(serverRef);
    if (!flows)
        return flows.error();
    addClasses(*flows, *tools);
    return tools;
}

base::Result<ServerRelations> readRelations(store::Database& database, const std::string& serverRef)
{
    ServerRelations relations;
    store::UsageStore usage(database);
    auto uses = usage.uses(serverRef);
    if (!uses)
        return uses.error();
    auto flows = usage.flows(serverRef);
    if (!flows)
        return flows.error();
    auto agents = store::AgentStore(database).newest(serverRef, ServerRelations::kMaxAgents);
    if (!agents)
        return agents.error();
    const auto omitted = store::DefinitionStore(database).omitted();
    if (!omitted)
        return omitted.error();
    relations.uses = std::move(*uses);
    relations.flows = std::move(*flows);
    relations.agents = std::move(*agents);
    if (const auto found = omitted->find(serverRef); found != omitted->end())
        relations.omitted = found->second;
    return relations;
}

base::Result<std::vector<CatalogServer>> readCatalog(
    store::Database& database, const QVector<model::ServerRow>& rows)
{
    std::vector<CatalogServer> servers;
    for (const auto& row : rows)
        servers.push_back({row, {}, {}, {}, {}, 0, std::nullopt, {}});
    std::ranges::sort(servers, [](const CatalogServer& left, const CatalogServer& right) {
        const auto key = [](const model::ServerRow& row) {
            return std::tie(row.location.client, row.location.name, row.ref);
        };
        return key(left.row) < key(right.row);
    });
    const ByRef byRef(servers);
    if (const auto added = addDefinitions(database, byRef); !added)
        return added.error();
    store::UsageStore usage(database);
    auto uses = usage.uses({});
    if (!uses)
        return uses.error();
    deal(std::move(*uses), byRef, &CatalogServer::uses,
        [](const model::UseRow& use) { return use.serverRef; });
    auto flows = usage.flows({});
    if (!flows)
        return flows.error();
    deal(std::move(*flows), byRef, &CatalogServer::flows,
        [](const model::FlowRow& flow) { return flow.serverRef; });
    if (const auto added = addAgents(database, servers); !added)
        return added.error();
    if (const auto added = addIdentities(database, byRef); !added)
        return added.error();
    return servers;
}

} // namespace gatehouse::service
