// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/jsonrpc/value.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::jsonrpc {

/// What bounds one message.
struct Limits {
    std::size_t maxLineBytes = std::size_t{64} << 20; ///< without the newline
    std::size_t maxDepth = 512;                       ///< nested objects and arrays
    std::size_t maxOpenRequests = 4096;               ///< unanswered, per direction
};

/// The `id` member. MCP allows strings and integers; what else appears is refused by parseMessage.
struct RequestId {
    enum class Kind { None, Null, String, Number };
    Kind kind = Kind::None;
    std::string_view raw; ///< as written, view of the line
    std::string text;     ///< decoded, for strings
    double number = 0;    ///< for numbers
};

/// One JSON-RPC 2.0 message: views of the line it was parsed from.
struct Message {
    enum class Kind { Request, Notification, Result, Error };
    Kind kind = Kind::Notification;
    std::string_view line; ///< the whole line, without newline and without one trailing CR
    std::string method;    ///< decoded; empty for answers
    RequestId id;
    std::optional<Value> params;
    std::optional<Value> result;
    std::optional<Value> error;
};

/// Why a line was refused, with as much as is safely known of what it answers, so that the open request behind it can be
/// answered in its place.
struct Refusal {
    base::Error error;
    std::optional<std::string> idRaw;  ///< an `id` at the top level, as written, if one could be found
    bool looksLikeAnswer = false;      ///< a top-level `result` or `error` was seen
    std::string method;                ///< a top-level `method`, decoded, if one was seen
};

/// A message, or why the line is none.
struct Parsed {
    std::optional<Message> message;
    Refusal refusal; ///< meaningful where there is no message
};

/// Parses strictly: what real clients' and servers' parsers might read differently is refused (design, "One message's journey"
/// 2): invalid UTF-8, byte order mark, raw control characters, numbers that overflow a double, depth, duplicate keys and keys
/// that differ by case or by Unicode folding (K, ſ) at levels that the protocol defines. Inside free data (arguments,
/// structuredContent, schema properties, _meta) such keys are ordinary. Integers of any length and lone surrogates are legal.
/// Linear in the line; allocates nothing for an ordinary message but `method`.
Parsed parseMessage(std::string_view line, const Limits& limits);

/// True where a batch (an array of messages, legal under 2025-03-26 only) starts at the first non-blank byte.
bool isBatch(std::string_view line);

} // namespace gatehouse::jsonrpc
