// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/mcp/versions.h"

#include <cstdint>
#include <string_view>

namespace gatehouse::mcp {

/// Every method of every version, A to Z of methods.def; Unknown is what is in no version.
enum class Method : std::uint8_t {
    Unknown,
#define GATEHOUSE_METHOD(name, text, sender, kind, first, last, request, answer) name,
#include "core/mcp/methods.def"
#undef GATEHOUSE_METHOD
};

/// Who may send it.
enum class Sender : std::uint8_t { Client, Server, Both };
enum class MethodKind : std::uint8_t { Request, Notification };

/// Versions in order, for ranges in methods.def.
enum class Revision : std::uint8_t { V2024_11_05, V2025_03_26, V2025_06_18, V2025_11_25, V2026_07_28 };

/// What text a message carries that can reach a model, a user or the server.
enum class Surface : std::uint8_t {
    None,          ///< nothing but bookkeeping
    ServerSelf,    ///< instructions, serverInfo, capabilities
    ClientSelf,    ///< clientInfo, capabilities
    ToolList,      ///< tool definitions
    ToolArguments, ///< tools/call params
    ToolResult,    ///< content, structuredContent
    ResourceList,  ///< resources and templates
    ResourceUri,   ///< a uri that the client names
    ResourceText,  ///< contents
    PromptList,
    PromptArguments,
    PromptText, ///< messages of prompts/get
    CompletionInput,
    CompletionValues,
    Sampling, ///< messages for the client's model
    SamplingAnswer,
    Elicitation, ///< a question to the user
    ElicitationAnswer,
    Roots, ///< private paths
    Task,  ///< state of a task; its result is that of the method that it runs
    Log,   ///< notifications/message
    Progress,
    Text, ///< some short free text (cancelled.reason, statusMessage)
};

/// What is known of a method.
struct MethodInfo {
    Method method = Method::Unknown;
    std::string_view name; ///< as on the wire
    Sender sender = Sender::Both;
    MethodKind kind = MethodKind::Request;
    Revision first = Revision::V2024_11_05;
    Revision last = Revision::V2026_07_28;
    Surface request = Surface::None; ///< what its params carry
    Surface answer = Surface::None;  ///< what its result carries

    bool isRequest() const { return kind == MethodKind::Request; }
    bool isOf(Era era) const;
    bool mayBeSentBy(Sender peer) const { return sender == Sender::Both || sender == peer; }
};

/// The entry of the table; that of Unknown carries Surface::Text both ways, since nothing is known of it.
/// Allocates nothing.
const MethodInfo& methodInfo(std::string_view name);
const MethodInfo& methodInfo(Method method);
inline Method methodOf(std::string_view name)
{
    return methodInfo(name).method;
}

} // namespace gatehouse::mcp
