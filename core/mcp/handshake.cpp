// SPDX-License-Identifier: Apache-2.0
#include "core/mcp/handshake.h"

#include "core/base/utf8.h"
#include "core/mcp/methods.h"

namespace gatehouse::mcp {
namespace {

using jsonrpc::Message;
using jsonrpc::Value;

constexpr std::size_t kMaxSupportedVersions = 32;
constexpr std::size_t kMaxToolNameBytes = 128;
constexpr std::string_view kVersionKey = "io.modelcontextprotocol/protocolVersion";
constexpr std::string_view kClientInfoKey = "io.modelcontextprotocol/clientInfo";
constexpr std::string_view kClientCapabilitiesKey = "io.modelcontextprotocol/clientCapabilities";
constexpr std::string_view kServerInfoKey = "io.modelcontextprotocol/serverInfo";

std::optional<Value> member(const std::optional<Value>& object, std::string_view key)
{
    return object ? object->find(key) : std::nullopt;
}

std::string text(const std::optional<Value>& value)
{
    return value ? value->string().value_or(std::string()) : std::string();
}

std::string_view objectText(const std::optional<Value>& value)
{
    return value && value->isObject() ? value->raw() : std::string_view();
}

/// A progress token is a string or a number, as an id is.
std::string_view tokenText(const std::optional<Value>& value)
{
    const bool isToken = value && (value->isString() || value->type() == Value::Type::Number);
    return isToken ? value->raw() : std::string_view();
}

bool isTrue(const std::optional<Value>& value)
{
    return value && value->type() == Value::Type::True;
}

ServerHello readSelf(const Value& result, const std::optional<Value>& serverInfo)
{
    ServerHello hello;
    hello.name = text(member(serverInfo, "name"));
    hello.version = text(member(serverInfo, "version"));
    hello.capabilities = objectText(result.find("capabilities"));
    if (const auto instructions = result.find("instructions"))
        hello.instructions = instructions->string();
    return hello;
}

} // namespace

std::optional<ClientHello> readInitialize(const Message& request)
{
    if (methodOf(request.method) != Method::Initialize || !request.params || !request.params->isObject())
        return std::nullopt;
    const auto version = request.params->find("protocolVersion");
    if (!version || !version->isString())
        return std::nullopt;
    const auto clientInfo = request.params->find("clientInfo");
    return ClientHello{text(member(clientInfo, "name")), text(member(clientInfo, "version")), text(version),
        objectText(request.params->find("capabilities"))};
}

std::optional<ClientHello> readModernMeta(const Message& request)
{
    const auto meta = member(request.params, "_meta");
    const auto version = member(meta, kVersionKey);
    if (!version || !version->isString())
        return std::nullopt;
    const auto clientInfo = member(meta, kClientInfoKey);
    return ClientHello{text(member(clientInfo, "name")), text(member(clientInfo, "version")), text(version),
        objectText(member(meta, kClientCapabilitiesKey))};
}

Era eraOfRequest(const Message& request)
{
    // `initialize` makes a legacy session whatever else it carries.
    if (methodOf(request.method) == Method::Initialize)
        return Era::Legacy;
    const auto version = member(member(request.params, "_meta"), kVersionKey);
    return version && version->isString() ? Era::Modern : Era::Legacy;
}

std::optional<ServerHello> readInitializeResult(const Value& result)
{
    const auto version = result.find("protocolVersion");
    if (!version || !version->isString())
        return std::nullopt;
    auto hello = readSelf(result, result.find("serverInfo"));
    hello.protocolVersion = text(version);
    return hello;
}

std::optional<ServerHello> readDiscoverResult(const Value& result)
{
    const auto versions = result.find("supportedVersions");
    if (!versions || !versions->isArray())
        return std::nullopt;
    auto hello = readSelf(result, member(result.find("_meta"), kServerInfoKey));
    for (auto it = versions->children();
         it.next() && hello.supportedVersions.size() < kMaxSupportedVersions;) {
        if (it.value().isString())
            hello.supportedVersions.push_back(text(it.value()));
    }
    return hello;
}

std::optional<ToolPage> readToolsPage(const Value& result)
{
    const auto tools = result.find("tools");
    if (!tools || !tools->isArray())
        return std::nullopt;
    ToolPage page;
    for (auto it = tools->children(); it.next();) {
        const auto tool = it.value();
        if (!tool.isObject())
            continue;
        const auto name = text(tool.find("name"));
        page.tools.push_back(
            {std::string(base::truncateUtf8(name, kMaxToolNameBytes)), base::sha256(tool.raw()), tool.raw()});
    }
    const auto cursor = result.find("nextCursor");
    page.hasMore = cursor && cursor->isString();
    return page;
}

std::string calledTool(const Message& request)
{
    return text(member(request.params, "name"));
}

std::string_view progressToken(const Message& request)
{
    return tokenText(member(member(request.params, "_meta"), "progressToken"));
}

std::string_view reportedProgressToken(const Message& notification)
{
    return tokenText(member(notification.params, "progressToken"));
}

std::optional<jsonrpc::RequestId> cancelledId(const Message& notification)
{
    const auto id = member(notification.params, "requestId");
    if (tokenText(id).empty() || id->raw().size() > jsonrpc::kMaxIdBytes)
        return std::nullopt;
    return jsonrpc::readRequestId(id->raw());
}

ListenFilter readListen(const Message& request)
{
    const auto filter = member(request.params, "notifications");
    const auto resources = member(filter, "resourceSubscriptions");
    return {isTrue(member(filter, "toolsListChanged")), isTrue(member(filter, "promptsListChanged")),
        isTrue(member(filter, "resourcesListChanged")),
        resources && resources->isArray() ? resources->raw() : std::string_view()};
}

ClientAbilities readAbilities(std::string_view capabilities)
{
    const Value value(capabilities);
    return {value.find("sampling").has_value(), value.find("elicitation").has_value(),
        value.find("roots").has_value()};
}

} // namespace gatehouse::mcp
