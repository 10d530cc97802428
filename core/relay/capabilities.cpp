// SPDX-License-Identifier: Apache-2.0
#include "core/relay/capabilities.h"

#include "core/jsonrpc/value.h"
#include "core/relay/events.h"
#include "core/relay/reasons.h"
#include "core/relay/shared.h"

#include <array>
#include <optional>

namespace gatehouse::relay {
namespace {

constexpr std::array<std::string_view, 5> kKnownCapabilities{
    "tools", "prompts", "resources", "logging", "completions"};
constexpr std::array<std::string_view, 2> kKnownFlags{"listChanged", "subscribe"};

std::optional<jsonrpc::Value> member(std::string_view raw, std::string_view name)
{
    if (raw.empty() || !jsonrpc::Value(raw).isObject())
        return std::nullopt;
    auto found = jsonrpc::Value(raw).find(name);
    return found && found->isObject() ? found : std::nullopt;
}

bool isTrue(const std::optional<jsonrpc::Value>& value)
{
    return value && value->type() == jsonrpc::Value::Type::True;
}

} // namespace

ServerCapabilities readServerCapabilities(std::string_view raw)
{
    ServerCapabilities capabilities;
    capabilities.tools = member(raw, "tools").has_value();
    capabilities.prompts = member(raw, "prompts").has_value();
    capabilities.logging = member(raw, "logging").has_value();
    capabilities.completions = member(raw, "completions").has_value();
    if (const auto resources = member(raw, "resources")) {
        capabilities.resources = true;
        capabilities.subscribe = isTrue(resources->find("subscribe"));
    }
    return capabilities;
}

bool announcesChanges(std::string_view raw, std::string_view list)
{
    const auto capability = member(raw, list);
    return capability && isTrue(capability->find("listChanged"));
}

std::string knownPart(std::string_view raw)
{
    std::string known = "{";
    for (const auto name : kKnownCapabilities) {
        const auto capability = member(raw, name);
        if (!capability)
            continue;
        known += known.size() > 1 ? ",\"" : "\"";
        known.append(name).append("\":{");
        bool isFirst = true;
        for (const auto flag : kKnownFlags) {
            if (!isTrue(capability->find(flag)))
                continue;
            known.append(isFirst ? "\"" : ",\"").append(flag).append("\":true");
            isFirst = false;
        }
        known += "}";
    }
    return known + "}";
}

void journalLearned(const Shared& shared, const mcp::ServerHello& hello, mcp::Era era, const Input& input)
{
    auto event = lifeEvent(shared, kinds::kLearned, input);
    const bool isModern = era == mcp::Era::Modern;
    event.details = std::string("{\"era\":\"") + (isModern ? "modern" : "legacy") + "\"";
    if (!isModern)
        event.details += ",\"version\":" + detailString(hello.protocolVersion);
    if (!hello.name.empty())
        event.details +=
            ",\"name\":" + detailString(hello.name) + ",\"serverVersion\":" + detailString(hello.version);
    if (!hello.capabilities.empty())
        event.details += ",\"capabilities\":" + knownPart(hello.capabilities);
    event.details += "}";
    input.out.events.push_back(std::move(event));
}

} // namespace gatehouse::relay
