// SPDX-License-Identifier: Apache-2.0
#include "core/mcp/holding_texts.h"

#include "core/jsonrpc/message.h"
#include "core/jsonrpc/value.h"

namespace gatehouse::mcp {
namespace {

constexpr std::size_t kMaxNameBytes = 64;
constexpr std::string_view kSuperset =
    R"({"completions":{},"logging":{},"prompts":{"listChanged":true},"resources":{"listChanged":true,"subscribe":true},)"
    R"("tools":{"listChanged":true}})";

/// "open Gatehouse, or run `…` in a terminal"
std::string howToApprove(const HoldingContext& context)
{
    std::string text = "open Gatehouse";
    if (!context.cardId.empty())
        text += ", or run `gatehouse-cli approve " + harmlessName(context.cardId) + "` in a terminal";
    return text;
}

/// The members of a capability but for listChanged, which is set.
std::string withListChanged(const jsonrpc::Value& capability)
{
    std::string members;
    for (auto it = capability.children(); it.next();) {
        if (capability.isObject() && !it.keyIs("listChanged"))
            members.append(it.rawKey()).append(":").append(it.value().raw()).append(",");
    }
    return "{" + members + "\"listChanged\":true}";
}

} // namespace

std::string harmlessName(std::string_view name)
{
    std::string shown;
    for (const char c : name.substr(0, kMaxNameBytes)) {
        const bool isHarmless = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
            c == '.' || c == '_' || c == '-';
        shown.push_back(isHarmless ? c : '_');
    }
    return shown;
}

std::string holdingServerInfo(const HoldingContext& context)
{
    const auto name = harmlessName(context.serverName);
    return R"({"name":"gatehouse)" + (name.empty() ? name : "-" + name) + R"(","title":"Gatehouse)" +
        (name.empty() ? name : ", in the place of " + name) + R"(","version":")" GATEHOUSE_VERSION R"("})";
}

std::string holdingInstructions(const HoldingClient& client, const HoldingContext& context)
{
    const std::string state = context.state == HoldState::Denied
        ? "has been denied on this machine"
        : "has not been approved on this machine yet";
    return "This server runs behind Gatehouse. If it lists no tools, it " + state + ": the user can " +
        howToApprove(context) + "; then " + std::string(client.nextStep) +
        ". If it lists tools, ignore this note.";
}

std::string holdingText(const HoldingClient& client, const HoldingContext& context)
{
    const auto name = harmlessName(context.serverName);
    const auto server = name.empty() ? std::string("This server") : "The server " + name;
    if (context.state == HoldState::Denied) {
        return server + " was denied in Gatehouse and does not run. Do not retry. To allow it after all, " +
            howToApprove(context) + "; then " + std::string(client.nextStep) + ".";
    }
    return server + " waits for the user's approval in Gatehouse and does not run yet. To approve it, " +
        howToApprove(context) + "; then " + std::string(client.nextStep) + ". Do not retry before that.";
}

std::string holdingCapabilities(std::string_view knownCapabilities)
{
    const auto known = jsonrpc::parseValue(knownCapabilities, {});
    if (knownCapabilities.empty() || !known || !known->isObject())
        return std::string(kSuperset);
    std::string members;
    bool hasTools = false;
    for (auto it = known->children(); it.next();) {
        const bool isTools = it.keyIs("tools");
        hasTools = hasTools || isTools;
        const bool isList = isTools || it.keyIs("prompts") || it.keyIs("resources");
        members.append(it.rawKey()).append(":");
        members += isList ? withListChanged(it.value()) : std::string(it.value().raw());
        members += ",";
    }
    // A server that had no tools may have some now; without the capability no client would ask.
    if (!hasTools)
        members += R"("tools":{"listChanged":true},)";
    members.pop_back();
    return "{" + members + "}";
}

} // namespace gatehouse::mcp
