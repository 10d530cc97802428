// SPDX-License-Identifier: Apache-2.0
#include "core/base/hash.h"
#include "core/service/catalog_export.h"
#include "core/service/catalog_reader.h"
#include "core/service/rule_families.h"

#include <nlohmann/json.hpp>

#include <ctime>
#include <map>
#include <set>

namespace gatehouse::service {
namespace {

using Json = nlohmann::ordered_json;

Json property(const std::string& name, const std::string& value)
{
    return {{"name", "gatehouse:" + name}, {"value", value}};
}

std::string isoTime(base::UnixMilliseconds at)
{
    constexpr base::UnixMilliseconds kMsInSecond = 1000;
    const auto seconds = static_cast<std::time_t>(at / kMsInSecond);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[sizeof "2026-11-27T03:14:15Z"] = {};
    return std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0 ? std::string()
                                                                               : std::string(text);
}

void addTime(Json& properties, const std::string& name, base::UnixMilliseconds at)
{
    if (at > 0)
        properties.push_back(property(name, isoTime(at)));
}

/// A UUID of the document's own bytes (RFC 9562, version 8): another content has another number.
std::string serialNumber(const std::string& content)
{
    auto hex = base::toHex(base::sha256(content)).substr(0, 32);
    hex[12] = '8';
    hex[16] = "89ab"[(hex[16] <= '9' ? hex[16] - '0' : hex[16] - 'a' + 10) & 3];
    return "urn:uuid:" + hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' +
        hex.substr(16, 4) + '-' + hex.substr(20, 12);
}

std::string clientRef(const std::string& id)
{
    return "client:" + id;
}

/// Which data classes flow which way, seen from the service.
Json dataOf(const std::vector<const model::FlowRow*>& flows)
{
    std::map<model::Family, std::set<model::Direction>> classes;
    for (const auto* const flow : flows) {
        if (const auto family = familyOfRule(flow->rule); family && isDataClass(*family))
            classes[*family].insert(flow->direction);
    }
    Json data = Json::array();
    for (const auto& [family, directions] : classes) {
        const bool isInbound = directions.contains(model::Direction::ToServer);
        const bool isBoth = directions.size() == 2;
        data.push_back({{"flow",
                            isBoth          ? "bi-directional"
                                : isInbound ? "inbound"
                                            : "outbound"},
            {"classification", model::toText(family)}});
    }
    return data;
}

Json definitionService(const model::DefinitionRow& tool, const CatalogServer& server)
{
    std::vector<const model::FlowRow*> flows;
    for (const auto& flow : server.flows) {
        if (flow.kind == model::toText(tool.kind) && flow.name == tool.name)
            flows.push_back(&flow);
    }
    const auto kind = std::string(model::toText(tool.kind));
    Json properties =
        Json::array({property("kind", kind), property("state", std::string(model::toText(tool.state)))});
    if (!tool.digest.empty())
        properties.push_back(property("sha256", tool.digest));
    addTime(properties, "firstSeen", tool.firstSeen);
    addTime(properties, "lastSeen", tool.lastSeen);
    properties.push_back(property("calls", std::to_string(tool.calls)));
    properties.push_back(property("versions", std::to_string(tool.versions)));
    Json service{{"bom-ref", "service:" + server.row.ref + '/' + kind + '/' + tool.name},
        {"name", tool.name.empty() ? kind : tool.name}};
    if (auto data = dataOf(flows); !data.empty())
        service["data"] = std::move(data);
    service["properties"] = std::move(properties);
    return service;
}

Json serverService(const CatalogServer& server)
{
    const auto& row = server.row;
    std::vector<const model::FlowRow*> flows;
    for (const auto& flow : server.flows)
        flows.push_back(&flow);
    Json properties = Json::array({property("state", std::string(model::toText(row.state))),
        property("guarded", row.isGuarded ? "true" : "false"),
        property("scope", std::string(model::toText(row.location.scope)))});
    if (row.isShadow)
        properties.push_back(property("neverApproved", "true"));
    for (const auto& duplicate : row.duplicates)
        properties.push_back(property(
            duplicate.isOtherVersion ? "samePackageOtherVersion" : "sameServer", "service:" + duplicate.ref));
    addTime(properties, "lastSeen", row.lastSeen);
    if (server.omitted > 0)
        properties.push_back(property("definitionsOmitted", std::to_string(server.omitted)));
    Json service{
        {"bom-ref", "service:" + row.ref}, {"name", row.location.name.empty() ? row.ref : row.location.name}};
    if (auto data = dataOf(flows); !data.empty())
        service["data"] = std::move(data);
    Json definitions = Json::array();
    for (const auto& tool : server.definitions)
        definitions.push_back(definitionService(tool, server));
    if (!definitions.empty())
        service["services"] = std::move(definitions);
    service["properties"] = std::move(properties);
    return service;
}

Json serverComponent(const CatalogServer& server)
{
    const auto facts = launchFactsOf(server);
    const bool isImage = facts.store == "oci";
    const auto& name = !facts.package.empty() ? facts.package : facts.program;
    Json component{{"type", isImage ? "container" : "application"}, {"bom-ref", "program:" + server.row.ref},
        {"name", name.empty() ? server.row.ref : name}};
    if (!facts.version.empty())
        component["version"] = facts.version;
    if (!facts.purl.empty())
        component["purl"] = facts.purl;
    // The component's own hash is that of its package's files, else of the script, else of the program; what
    // else runs has no place among the hashes of one thing.
    Json properties = Json::array();
    const auto own = [&](std::string_view role) {
        return std::ranges::find_if(facts.hashes, [role](const auto& hash) { return hash.first == role; });
    };
    for (const std::string_view role : {"package", "main-script", "executable"}) {
        if (const auto found = own(role); found != facts.hashes.end()) {
            component["hashes"] = Json::array({{{"alg", "SHA-256"}, {"content", found->second}}});
            break;
        }
    }
    for (const auto& [role, hash] : facts.hashes)
        properties.push_back(property("sha256:" + role, hash));
    if (!facts.runner.empty())
        properties.push_back(property("runner", facts.runner));
    if (!properties.empty())
        component["properties"] = std::move(properties);
    return component;
}

Json clientComponents(const std::vector<CatalogServer>& servers)
{
    std::map<std::string, std::string> titles;
    for (const auto& server : servers) {
        auto& title = titles[server.row.location.client];
        if (title.empty())
            title = server.row.clientTitle;
    }
    Json components = Json::array();
    for (const auto& [id, title] : titles)
        components.push_back({{"type", "application"}, {"bom-ref", clientRef(id)},
            {"name",
                !title.empty()   ? title
                    : id.empty() ? std::string("unknown client")
                                 : id},
            {"properties", Json::array({property("kind", "client")})}});
    return components;
}

/// A client depends on the services that its files name, a service on the program behind it.
Json dependenciesOf(const std::vector<CatalogServer>& servers)
{
    std::map<std::string, std::vector<std::string>> byClient;
    Json dependencies = Json::array();
    for (const auto& server : servers) {
        byClient[clientRef(server.row.location.client)].push_back("service:" + server.row.ref);
        dependencies.push_back({{"ref", "service:" + server.row.ref},
            {"dependsOn", Json::array({"program:" + server.row.ref})}});
    }
    for (const auto& [client, services] : byClient)
        dependencies.push_back({{"ref", client}, {"dependsOn", services}});
    return dependencies;
}

} // namespace

std::string catalogCycloneDx(const std::vector<CatalogServer>& servers, base::UnixMilliseconds now)
{
    Json components = clientComponents(servers);
    Json services = Json::array();
    for (const auto& server : servers) {
        components.push_back(serverComponent(server));
        services.push_back(serverService(server));
    }
    const Json tool{{"type", "application"}, {"name", "gatehouse"}, {"version", GATEHOUSE_VERSION}};
    const Json metadata{{"timestamp", isoTime(now)}, {"tools", {{"components", Json::array({tool})}}}};
    const Json body{{"metadata", metadata}, {"components", std::move(components)},
        {"services", std::move(services)}, {"dependencies", dependenciesOf(servers)}};
    const auto content = body.dump(-1, ' ', true, Json::error_handler_t::replace);
    Json document{{"$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json"}, {"bomFormat", "CycloneDX"},
        {"specVersion", "1.6"}, {"serialNumber", serialNumber(content)}, {"version", 1}};
    document.update(body);
    return document.dump(2, ' ', true, Json::error_handler_t::replace) + '\n';
}

} // namespace gatehouse::service
