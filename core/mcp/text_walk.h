// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/message.h"
#include "core/mcp/methods.h"
#include "core/model/inspection.h"

#include <cstdint>
#include <string_view>

namespace gatehouse::mcp {

using model::Channel;
using model::toText;

/// The channel of a message's texts, as far as nothing in it says more. `method`: for an answer that of its
/// request.
Channel channelOf(const MethodInfo& method, bool isAnswer);

/// What kind of text it is, as far as the protocol says.
enum class TextRole : std::uint8_t {
    Data, ///< free values: arguments, structured content, log data
    Name,
    Title,
    Description,
    Text,   ///< prose for a model or a person
    Schema, ///< anything inside a JSON Schema
    Meta,   ///< anything inside `_meta`
    Uri,    ///< addresses, of icons too
    MimeType,
    Blob,   ///< base64
    Opaque, ///< ids, cursors and other words that are only handed back
};

/// One text of a message. Views the message's line.
struct TextField {
    enum class Kind : std::uint8_t { String, Key, Number };
    std::string_view token; ///< as written; of strings and keys with their quotes
    Kind kind = Kind::String;
    Channel channel = Channel::Other;
    TextRole role = TextRole::Data;
    /// Which tool, prompt, resource, message or block it belongs to, counted from 0 in the outermost list; 0
    /// outside.
    std::uint32_t item = 0;
    /// The nearest key before it, with its quotes: in an object the text's own. Empty in front of all keys; a
    /// key's is its own. Of a "value" behind a "name" in the same list of settings it is what that name says.
    std::string_view key;
};

/// Takes texts in the order of the line.
class TextSink {
public:
    virtual ~TextSink() = default;
    virtual void text(const TextField& text) = 0;
};

/// Shorter numbers are no text: nothing that could be private fits into them.
inline constexpr std::size_t kMinNumberBytes = 8;

/// Goes once over the whole message, which is of `channel`: every string, every key that the protocol does
/// not define itself, and every long number reaches the sink, whatever method, version or depth it is of;
/// nothing is skipped because it is not known. Linear, without recursion in what is free, and allocates
/// nothing.
void walkTexts(const jsonrpc::Message& message, Channel channel, TextSink& sink);

} // namespace gatehouse::mcp
