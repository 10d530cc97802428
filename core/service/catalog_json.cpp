// SPDX-License-Identifier: Apache-2.0
#include "core/service/catalog_export.h"
#include "core/service/catalog_reader.h"
#include "core/service/rule_families.h"

#include <nlohmann/json.hpp>

#include <map>
#include <set>

namespace gatehouse::service {
namespace {

using Json = nlohmann::ordered_json;

Json toJson(const std::vector<model::Family>& families)
{
    Json list = Json::array();
    for (const auto family : families)
        list.push_back(model::toText(family));
    return list;
}

Json toJson(const std::vector<model::DefinitionVersion>& versions)
{
    Json list = Json::array();
    for (const auto& version : versions)
        list.push_back({{"sha256", version.digest}, {"firstSeen", version.firstSeen},
            {"lastSeen", version.lastSeen}, {"change", version.change}});
    return list;
}

Json toJson(const model::DefinitionRow& tool, const CatalogServer& server)
{
    Json json{{"kind", model::toText(tool.kind)}, {"name", tool.name}, {"state", model::toText(tool.state)},
        {"sha256", tool.digest}, {"firstSeen", tool.firstSeen}, {"lastSeen", tool.lastSeen},
        {"calls", tool.calls}, {"refused", tool.refused}, {"lastUsed", tool.lastUsed},
        {"listedTwice", tool.isTwofold}, {"dataClasses", toJson(tool.dataClasses)}};
    const auto versions = server.versions.find({tool.kind, tool.name});
    if (versions != server.versions.end())
        json["versions"] = toJson(versions->second);
    return json;
}

Json toJson(const model::UseRow& use)
{
    return {{"client", use.client}, {"agent", use.agent}, {"kind", use.kind}, {"name", use.name},
        {"firstAt", use.firstAt}, {"lastAt", use.lastAt}, {"calls", use.calls}, {"refused", use.refused}};
}

Json toJson(const model::FlowRow& flow)
{
    const auto family = familyOfRule(flow.rule);
    return {{"client", flow.client}, {"agent", flow.agent}, {"kind", flow.kind}, {"name", flow.name},
        {"direction", model::toText(flow.direction)},
        {"dataClass", family ? std::string(model::toText(*family)) : std::string()}, {"rule", flow.rule},
        {"told", flow.told}, {"actedOn", flow.actedOn}, {"firstAt", flow.firstAt}, {"lastAt", flow.lastAt}};
}

Json toJson(const model::AgentRow& agent)
{
    Json ancestry = Json::array();
    for (const auto& process : agent.ancestry)
        ancestry.push_back({{"pid", process.pid}, {"executable", process.executable}});
    return {{"client", agent.client}, {"name", agent.name}, {"version", agent.version},
        {"protocol", agent.protocol}, {"startedAt", agent.startedAt}, {"endedAt", agent.endedAt},
        {"ancestry", std::move(ancestry)}};
}

Json launchJson(const CatalogServer& server)
{
    const auto facts = launchFactsOf(server);
    Json hashes = Json::array();
    for (const auto& [role, hash] : facts.hashes)
        hashes.push_back({{"role", role}, {"sha256", hash}});
    return {{"program", facts.program}, {"runner", facts.runner}, {"package", facts.package},
        {"version", facts.version}, {"purl", facts.purl}, {"hashes", std::move(hashes)}};
}

Json toJson(const CatalogServer& server);

template <typename Row>
Json listOf(const std::vector<Row>& rows)
{
    Json list = Json::array();
    for (const auto& row : rows)
        list.push_back(toJson(row));
    return list;
}

Json toJson(const CatalogServer& server)
{
    const auto& row = server.row;
    Json duplicates = Json::array();
    for (const auto& duplicate : row.duplicates)
        duplicates.push_back({{"ref", duplicate.ref}, {"otherVersion", duplicate.isOtherVersion}});
    Json definitions = Json::array();
    for (const auto& tool : server.definitions)
        definitions.push_back(toJson(tool, server));
    return {{"ref", row.ref}, {"name", row.location.name}, {"client", row.location.client},
        {"clientTitle", row.clientTitle}, {"scope", model::toText(row.location.scope)},
        {"file", row.location.file}, {"state", model::toText(row.state)}, {"reason", row.stateReason},
        {"guarded", row.isGuarded}, {"neverApproved", row.isShadow}, {"duplicates", std::move(duplicates)},
        {"liveSessions", row.liveSessions}, {"lastSeen", row.lastSeen}, {"launch", launchJson(server)},
        {"dataClasses", toJson(familiesOf(server.flows))}, {"definitions", std::move(definitions)},
        {"definitionsOmitted", server.omitted}, {"uses", listOf(server.uses)},
        {"flows", listOf(server.flows)}, {"agents", listOf(server.agents)}};
}

Json clientsOf(const std::vector<CatalogServer>& servers)
{
    struct Client {
        std::string title;
        std::set<std::string> names; // that it gives itself
        std::size_t servers = 0;
        std::uint64_t calls = 0;
        base::UnixMilliseconds lastAt = 0;
    };
    std::map<std::string, Client> clients;
    for (const auto& server : servers) {
        auto& client = clients[server.row.location.client];
        if (client.title.empty())
            client.title = server.row.clientTitle;
        ++client.servers;
        for (const auto& use : server.uses) {
            auto& user = clients[use.client];
            user.calls += use.calls;
            user.lastAt = std::max(user.lastAt, use.lastAt);
        }
        for (const auto& agent : server.agents) {
            if (!agent.name.empty())
                clients[agent.client].names.insert(agent.name);
        }
    }
    Json list = Json::array();
    for (const auto& [id, client] : clients)
        list.push_back({{"id", id}, {"title", client.title}, {"callsItself", Json(client.names)},
            {"servers", client.servers}, {"calls", client.calls}, {"lastAt", client.lastAt}});
    return list;
}

} // namespace

std::string catalogJson(const std::vector<CatalogServer>& servers, base::UnixMilliseconds now)
{
    const Json document{{"format", "gatehouse-catalog"}, {"version", 1}, {"madeAt", now},
        {"clients", clientsOf(servers)}, {"servers", listOf(servers)}};
    return document.dump(2, ' ', true, Json::error_handler_t::replace) + '\n';
}

} // namespace gatehouse::service
