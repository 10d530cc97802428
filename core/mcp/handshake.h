// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/hash.h"
#include "core/jsonrpc/message.h"
#include "core/mcp/versions.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::mcp {

/// What a client says of itself: the params of `initialize`, or the `_meta` of a modern request. All of it is
/// a claim.
struct ClientHello {
    std::string name; ///< clientInfo.name; empty where missing
    std::string version;
    std::string protocolVersion;   ///< asked for, or in use
    std::string_view capabilities; ///< as written; empty where missing
};

/// What a server says of itself in the result of `initialize` or `server/discover`.
struct ServerHello {
    std::string name;
    std::string version;
    std::string protocolVersion;                ///< of an initialize result
    std::vector<std::string> supportedVersions; ///< of a discover result, at most 32
    std::string_view capabilities;              ///< as written; empty where missing
    std::optional<std::string> instructions;
};

/// A tool as a server describes it.
struct ToolDefinition {
    std::string name;      ///< at most 128 bytes of it, cut at a character's border
    base::Sha256 digest{}; ///< of the definition's bytes as written
    std::string_view raw;  ///< the definition, view of the line
};

/// One page of tools/list.
struct ToolPage {
    std::vector<ToolDefinition> tools; ///< in the server's order; elements that are no objects are left out
    bool hasMore = false;              ///< there is a nextCursor (the empty string is one)
};

/// Nothing where the message is no initialize request with params of the right types.
std::optional<ClientHello> readInitialize(const jsonrpc::Message& request);
/// Nothing where the message carries no protocol version in its `_meta`, as every modern request does.
std::optional<ClientHello> readModernMeta(const jsonrpc::Message& request);
/// Modern where the request's `_meta` names a version; else Legacy. Costs a scan of params.
Era eraOfRequest(const jsonrpc::Message& request);

/// Nothing where the result lacks what the schema demands (an initialize result its protocolVersion …).
std::optional<ServerHello> readInitializeResult(const jsonrpc::Value& result);
std::optional<ServerHello> readDiscoverResult(const jsonrpc::Value& result);

/// Nothing where the result has no `tools` array.
std::optional<ToolPage> readToolsPage(const jsonrpc::Value& result);

/// `params.name` of tools/call, decoded; empty where it is missing or no string.
std::string calledTool(const jsonrpc::Message& request);

/// `params._meta.progressToken` as written; empty where there is none.
std::string_view progressToken(const jsonrpc::Message& request);
/// `params.progressToken` of notifications/progress as written.
std::string_view reportedProgressToken(const jsonrpc::Message& notification);
/// `params.requestId` of notifications/cancelled.
std::optional<jsonrpc::RequestId> cancelledId(const jsonrpc::Message& notification);

/// What a subscriptions/listen asks to hear of.
struct ListenFilter {
    bool tools = false;
    bool prompts = false;
    bool resources = false;
    std::string_view resourceUris; ///< array of the resources to hear of, as written; empty where missing
};
ListenFilter readListen(const jsonrpc::Message& request);

/// The legacy methods that a client with these capabilities (raw JSON object) can answer.
struct ClientAbilities {
    bool sampling = false;
    bool elicitation = false;
    bool roots = false;
};
ClientAbilities readAbilities(std::string_view capabilities);

} // namespace gatehouse::mcp
