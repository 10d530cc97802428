// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/message.h"

#include "core/jsonrpc/document.h"
#include "core/jsonrpc/tokens.h"

namespace gatehouse::jsonrpc {
namespace {

using base::ErrorCode;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view withoutCarriageReturn(std::string_view line)
{
    if (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    return line;
}

base::Error documentError(const DocumentCheck& check)
{
    return {check.error(), "at byte " + std::to_string(check.offset())};
}

std::optional<Value> optionalValue(std::string_view span)
{
    return span.empty() ? std::nullopt : std::optional<Value>(Value(span));
}

bool isObjectSpan(std::string_view span)
{
    return !span.empty() && span.front() == '{';
}

/// What is wrong with the envelope as a whole; Kind and id come later.
const char* envelopeFault(const EnvelopeSpans& spans)
{
    const bool isCall = !spans.method.empty();
    if (!Value(spans.jsonrpc).isStringEqualTo("2.0"))
        return "jsonrpc is not \"2.0\"";
    if (isCall && (!spans.result.empty() || !spans.error.empty()))
        return "both method and an answer";
    if (!spans.result.empty() && !spans.error.empty())
        return "both result and error";
    if (!isCall && spans.result.empty() && spans.error.empty())
        return "neither method, result nor error";
    if (isCall && !Value(spans.method).isString())
        return "method is no string";
    if (spans.method.size() > kMaxMethodBytes)
        return "method is too long";
    if (isCall && !spans.params.empty() && !isObjectSpan(spans.params) && spans.params != "null")
        return "params is no object";
    if (!spans.result.empty() && !isObjectSpan(spans.result))
        return "result is no object";
    if (!spans.error.empty() && !isObjectSpan(spans.error))
        return "error is no object";
    return nullptr;
}

const char* idFault(const Message& message, std::string_view raw)
{
    using Kind = RequestId::Kind;
    if (raw.size() > kMaxIdBytes)
        return "id is too long";
    if (message.kind == Message::Kind::Notification)
        return nullptr;
    const bool isUsable = message.id.kind == Kind::String || message.id.kind == Kind::Number;
    if (isUsable)
        return nullptr;
    // An error to something that could not be read has null for an id, or, since 2025-11-25, none.
    if (message.kind == Message::Kind::Error && (raw.empty() || raw == "null"))
        return nullptr;
    return "id is neither string nor number";
}

Message::Kind kindOf(const EnvelopeSpans& spans)
{
    if (!spans.result.empty())
        return Message::Kind::Result;
    if (!spans.error.empty())
        return Message::Kind::Error;
    return spans.id.empty() ? Message::Kind::Notification : Message::Kind::Request;
}

Parsed refused(ErrorCode code, std::string detail, std::string_view line)
{
    Parsed parsed;
    parsed.refusal = refuseLine({code, std::move(detail)}, line);
    return parsed;
}

} // namespace

Parsed parseMessage(std::string_view line, const Limits& limits)
{
    line = withoutCarriageReturn(line);
    if (line.size() > limits.maxLineBytes)
        return refused(ErrorCode::FrameTooLarge, "line above the limit", line);
    if (line.starts_with(kByteOrderMark))
        return refused(ErrorCode::ByteOrderMark, "at byte 0", line.substr(kByteOrderMark.size()));
    DocumentCheck check(line, limits.maxDepth, Level::Envelope);
    if (!check.run()) {
        Parsed parsed;
        parsed.refusal = refuseLine(documentError(check), line);
        return parsed;
    }
    const auto& spans = check.envelope();
    if (const auto* const fault = envelopeFault(spans))
        return refused(ErrorCode::NotAMessage, fault, line);

    Parsed parsed;
    auto& message = parsed.message.emplace();
    message.line = line;
    message.kind = kindOf(spans);
    if (!spans.id.empty() && spans.id.size() <= kMaxIdBytes)
        message.id = readRequestId(spans.id);
    if (const auto* const fault = idFault(message, spans.id))
        return refused(ErrorCode::InvalidId, fault, line);
    if (!spans.method.empty())
        message.method = decodeString(spans.method);
    message.params = optionalValue(spans.params);
    message.result = optionalValue(spans.result);
    message.error = optionalValue(spans.error);
    message.isToolError = spans.isToolError;
    message.longStrings = spans.longStrings;
    return parsed;
}

base::Result<Value> parseValue(std::string_view text, const Limits& limits)
{
    if (text.size() > limits.maxLineBytes)
        return base::Error{ErrorCode::FrameTooLarge, "text above the limit"};
    if (text.starts_with(kByteOrderMark))
        return base::Error{ErrorCode::ByteOrderMark, "at byte 0"};
    DocumentCheck check(text, limits.maxDepth, Level::Free);
    if (!check.run())
        return documentError(check);
    while (isBlank(text.front()))
        text.remove_prefix(1);
    while (isBlank(text.back()))
        text.remove_suffix(1);
    return Value(text);
}

RequestId readRequestId(std::string_view raw)
{
    RequestId id;
    const Value value(raw);
    if (raw.empty())
        return id;
    id.raw = raw;
    if (value.isString()) {
        id.kind = RequestId::Kind::String;
        id.text = decodeString(raw);
    } else if (raw == "null") {
        id.kind = RequestId::Kind::Null;
    } else if (raw.front() == '-' || isDigit(raw.front())) {
        id.kind = RequestId::Kind::Number;
        id.number = value.number().value_or(0);
    }
    return id;
}

bool isBatch(std::string_view line)
{
    const char* const end = line.data() + line.size();
    const char* const at = skipBlanks(line.data(), end);
    return at != end && *at == '[';
}

base::Result<BatchReader> BatchReader::open(std::string_view line, const Limits& limits)
{
    const auto array = parseValue(withoutCarriageReturn(line), limits);
    if (!array)
        return array.error();
    if (!array->isArray() || !array->children().next())
        return base::Error{ErrorCode::NotAMessage, "no batch, or an empty one"};
    return BatchReader(*array, limits);
}

BatchReader::BatchReader(Value array, const Limits& limits)
    : m_elements(array.children())
    , m_limits(limits)
{
}

std::optional<Parsed> BatchReader::next()
{
    if (!m_elements.next())
        return std::nullopt;
    return parseMessage(m_elements.value().raw(), m_limits);
}

} // namespace gatehouse::jsonrpc
