// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <QRegularExpression>
#include <QString>

#include <set>
#include <string>
#include <vector>

namespace gatehouse::tests {

/// The rules of CycloneDX 1.6's JSON form for the parts that we write: which members an object may have,
/// which it must, of what form they are, and that references name something, once. What breaks one is in the
/// list.
class CycloneDxRules {
public:
    using Json = nlohmann::json;

    static std::vector<std::string> broken(const Json& document)
    {
        CycloneDxRules rules;
        rules.checkDocument(document);
        return rules.m_broken;
    }

private:
    void need(bool holds, const std::string& what)
    {
        if (!holds)
            m_broken.push_back(what);
    }
    static bool matches(const Json& value, const char* pattern)
    {
        return value.is_string() &&
            QRegularExpression(QString::fromLatin1(pattern))
                .match(QString::fromStdString(value.get<std::string>()))
                .hasMatch();
    }
    /// additionalProperties is false everywhere in the schema.
    void members(const Json& object, const std::set<std::string>& required,
        const std::set<std::string>& optional, const std::string& where)
    {
        need(object.is_object(), where + " is no object");
        for (const auto& name : required)
            need(object.contains(name), where + " lacks " + name);
        for (const auto& [name, value] : object.items())
            need(required.contains(name) || optional.contains(name), where + " has a member " + name);
    }
    void text(const Json& object, const char* name, const std::string& where)
    {
        need(!object.contains(name) || (object[name].is_string() && !object[name].get<std::string>().empty()),
            where + "." + name + " is no text");
    }
    void reference(const Json& object, const std::string& where)
    {
        text(object, "bom-ref", where);
        if (object.contains("bom-ref"))
            need(m_references.insert(object["bom-ref"].get<std::string>()).second,
                where + " has a bom-ref that is taken: " + object["bom-ref"].get<std::string>());
    }
    void properties(const Json& object, const std::string& where)
    {
        if (!object.contains("properties"))
            return;
        for (const auto& property : object["properties"]) {
            members(property, {"name"}, {"value"}, where + ".properties");
            text(property, "name", where + ".properties");
            need(!property.contains("value") || property["value"].is_string(),
                where + ": a value is no string");
        }
    }
    void component(const Json& one, const std::string& where)
    {
        members(one, {"type", "name"}, {"bom-ref", "version", "purl", "hashes", "properties"}, where);
        static const std::set<std::string> kTypes{"application", "framework", "library", "container",
            "platform", "operating-system", "device", "device-driver", "firmware", "file",
            "machine-learning-model", "data", "cryptographic-asset"};
        need(kTypes.contains(one["type"].get<std::string>()), where + ".type");
        text(one, "name", where);
        need(
            !one.contains("version") || one["version"].get<std::string>().size() <= 1024, where + ".version");
        if (one.contains("purl"))
            need(
                matches(one["purl"],
                    R"(^pkg:[a-z]+/[A-Za-z0-9.\-_~%/]+(@[A-Za-z0-9.\-_~%]+)?(\?[a-z_]+=[^&\s]+(&[a-z_]+=[^&\s]+)*)?$)"),
                where + ".purl is " + one["purl"].get<std::string>());
        if (one.contains("hashes")) {
            for (const auto& hash : one["hashes"]) {
                members(hash, {"alg", "content"}, {}, where + ".hashes");
                need(hash["alg"] == "SHA-256" && matches(hash["content"], "^[a-fA-F0-9]{64}$"),
                    where + ".hashes");
            }
        }
        reference(one, where);
        properties(one, where);
    }
    void service(const Json& one, const std::string& where)
    {
        members(one, {"name"}, {"bom-ref", "version", "data", "services", "properties"}, where);
        text(one, "name", where);
        reference(one, where);
        properties(one, where);
        if (one.contains("data")) {
            static const std::set<std::string> kFlows{"inbound", "outbound", "bi-directional", "unknown"};
            for (const auto& data : one["data"]) {
                members(data, {"flow", "classification"}, {}, where + ".data");
                need(kFlows.contains(data["flow"].get<std::string>()), where + ".data.flow");
                text(data, "classification", where + ".data");
            }
        }
        if (one.contains("services")) {
            for (const auto& inner : one["services"])
                service(inner, where + ".services");
        }
    }
    void checkDocument(const Json& document)
    {
        members(document, {"bomFormat", "specVersion"},
            {"$schema", "serialNumber", "version", "metadata", "components", "services", "dependencies"},
            "document");
        need(document["bomFormat"] == "CycloneDX" && document["specVersion"] == "1.6",
            "bomFormat, specVersion");
        need(document["$schema"] == "http://cyclonedx.org/schema/bom-1.6.schema.json", "$schema");
        need(matches(document["serialNumber"],
                 "^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
            "serialNumber");
        need(document["version"].is_number_integer() && document["version"] >= 1, "version");
        const auto& metadata = document["metadata"];
        members(metadata, {}, {"timestamp", "tools"}, "metadata");
        need(matches(metadata["timestamp"], R"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$)"), "metadata.timestamp");
        members(metadata["tools"], {}, {"components", "services"}, "metadata.tools");
        for (const auto& tool : metadata["tools"]["components"])
            component(tool, "metadata.tools");
        for (const auto& one : document["components"])
            component(one, "components");
        for (const auto& one : document["services"])
            service(one, "services");
        std::set<std::string> from;
        for (const auto& dependency : document["dependencies"]) {
            members(dependency, {"ref"}, {"dependsOn"}, "dependencies");
            need(from.insert(dependency["ref"].get<std::string>()).second, "dependencies: a ref twice");
            need(m_references.contains(dependency["ref"].get<std::string>()),
                "dependencies: ref names nothing");
            std::set<std::string> on;
            for (const auto& other : dependency["dependsOn"])
                need(on.insert(other.get<std::string>()).second &&
                        m_references.contains(other.get<std::string>()),
                    "dependencies: dependsOn names nothing, or twice");
        }
    }

    std::set<std::string> m_references;
    std::vector<std::string> m_broken;
};

} // namespace gatehouse::tests
