// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/jsonrpc/long_strings.h"
#include "core/jsonrpc/value.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::jsonrpc {

/// What bounds one message.
struct Limits {
    std::size_t maxLineBytes = std::size_t{64} << 20; ///< without the newline
    std::size_t maxDepth = 512;         ///< nested objects and arrays; more than 4096 counts as 4096
    std::size_t maxOpenRequests = 4096; ///< unanswered, per direction
};

/// Longer ids and method names are refused: they are kept for as long as a request is open.
inline constexpr std::size_t kMaxIdBytes = 1024;
inline constexpr std::size_t kMaxMethodBytes = 1024;

/// The `id` member: a string or a number, integral or not (real clients accept 2.0). Null and None only in
/// error answers.
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
    bool isAnswer() const { return kind == Kind::Result || kind == Kind::Error; }
    std::string_view line; ///< the whole line, without newline and without one trailing CR
    std::string method;    ///< decoded; empty for answers
    RequestId id;
    std::optional<Value> params; ///< an object (or null, which some peers write for none)
    std::optional<Value> result; ///< an object
    std::optional<Value> error;  ///< an object
    bool isToolError = false;    ///< the result's `isError` is true
    LongStrings longStrings;     ///< values of the line, not keys
};

/// Why a line was refused, with as much as is safely known of what it answers, so that the open request
/// behind it can be answered in its place.
struct Refusal {
    base::Error error;
    std::optional<std::string> idRaw; ///< an `id` at the top level, as written, if one could be found
    bool looksLikeAnswer = false;     ///< a top-level `result` or `error` was seen
    std::string method;               ///< a top-level `method`, decoded, if one was seen

    /// The id as OpenRequests takes it; of kind None where there is none.
    RequestId id() const;
};

/// A message, or why the line is none.
struct Parsed {
    std::optional<Message> message;
    Refusal refusal; ///< meaningful where there is no message
};

/// Parses strictly: what real clients' and servers' parsers might read differently is refused (design, "One
/// message's journey" 2): invalid UTF-8, byte order mark, raw control characters, numbers that overflow a
/// double, depth, duplicate keys and keys that differ by case or by Unicode folding (K, ſ) at levels that the
/// protocol defines. Inside free data (arguments, structuredContent, schema properties, _meta) such keys are
/// ordinary. Integers of any length and lone surrogates are legal. Linear in the line; allocates nothing for
/// an ordinary message but `method`.
Parsed parseMessage(std::string_view line, const Limits& limits);

/// Parses one JSON text as strictly, without looking for a message in it; nothing in it is of the protocol.
base::Result<Value> parseValue(std::string_view text, const Limits& limits);

/// The refusal of a line that is not parsed at all, with what can be told from `text`: the line or its start.
/// Bears any bytes.
Refusal refuseLine(base::Error error, std::string_view text);
/// The refusal of a line that was too long, from its first and its last bytes: many servers write the id
/// last.
Refusal refuseTooLongLine(std::string_view head, std::string_view tail);

/// An `id` token as written; of kind None where it is no string or number.
RequestId readRequestId(std::string_view raw);

/// True where a batch (an array of messages, legal under 2025-03-26 only) starts at the first non-blank byte.
bool isBatch(std::string_view line);

/// Goes over a batch so that every message in it can be inspected; each is parsed as strictly as a line of
/// its own.
class BatchReader {
public:
    /// Nothing but the error where the line is no array, an empty one, or no valid JSON.
    static base::Result<BatchReader> open(std::string_view line, const Limits& limits);
    /// The next message or its refusal; nothing at the end.
    std::optional<Parsed> next();

private:
    BatchReader(Value array, const Limits& limits);
    Value::Iterator m_elements;
    Limits m_limits;
};

} // namespace gatehouse::jsonrpc
