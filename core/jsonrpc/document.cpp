// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/document.h"

#include "core/jsonrpc/tokens.h"
#include "core/jsonrpc/value.h"

#include <algorithm>

namespace gatehouse::jsonrpc {

std::string_view* EnvelopeSpans::find(std::string_view key)
{
    if (key == "jsonrpc")
        return &jsonrpc;
    if (key == "id")
        return &id;
    if (key == "method")
        return &method;
    if (key == "params")
        return &params;
    if (key == "result")
        return &result;
    if (key == "error")
        return &error;
    return nullptr;
}

DocumentCheck::DocumentCheck(std::string_view text, std::size_t maxDepth, Level root)
    : m_begin(text.data())
    , m_end(text.data() + text.size())
    , m_maxDepth(std::min(maxDepth, kMaxDepth))
    , m_root(root)
{
}

bool DocumentCheck::run()
{
    const char* at = skipBlanks(m_begin, m_end);
    for (;;) {
        // A value stands here.
        if (at == m_end) {
            fail(base::ErrorCode::InvalidJson, at);
            return false;
        }
        if (m_depth == 1)
            m_envelopeValue = at;
        if (*at == '{' || *at == '[') {
            at = open(at);
            if (at == nullptr)
                return false;
            at = skipBlanks(at, m_end);
            if (at == m_end || *at != (isInObject() ? '}' : ']')) {
                if (isInObject() && (at = key(at)) == nullptr)
                    return false;
                continue;
            }
            at = close(at);
        } else {
            at = scalar(at);
        }
        // Behind a value: commas, and ends of what is open.
        for (;;) {
            if (at == nullptr)
                return false;
            if (m_depth == 1)
                noteEnvelopeMember(at);
            at = skipBlanks(at, m_end);
            if (m_depth == 0) {
                if (at != m_end)
                    failAtByte(at);
                return at == m_end;
            }
            if (at == m_end) {
                fail(base::ErrorCode::InvalidJson, at);
                return false;
            }
            if (*at == ',') {
                at = skipBlanks(at + 1, m_end);
                if (isInObject() && (at = key(at)) == nullptr)
                    return false;
                break;
            }
            at = *at == (isInObject() ? '}' : ']') ? close(at) : failAtByte(at);
        }
    }
}

const char* DocumentCheck::fail(base::ErrorCode code, const char* at)
{
    m_error = code;
    m_offset = static_cast<std::size_t>(at - m_begin);
    return nullptr;
}

/// Says what is wrong with a byte that cannot stand here.
const char* DocumentCheck::failAtByte(const char* at)
{
    auto code = base::ErrorCode::InvalidJson;
    if (at != m_end && static_cast<unsigned char>(*at) < 0x20)
        code = base::ErrorCode::ControlCharacter;
    else if (at != m_end && static_cast<unsigned char>(*at) >= 0x80 && skipUtf8Sequence(at, m_end) == nullptr)
        code = base::ErrorCode::InvalidUtf8;
    return fail(code, at);
}

const char* DocumentCheck::scalar(const char* at)
{
    const char first = *at;
    if (first == '"') {
        bool isPlain = true;
        const auto end = skipString(at, m_end, isPlain);
        if (end.at == nullptr)
            return fail(end.error, at);
        if (end.at - at >= static_cast<std::ptrdiff_t>(LongStrings::kFewestBytes))
            m_envelope.longStrings.add({at, static_cast<std::size_t>(end.at - at)});
        return end.at;
    }
    if (first == '-' || isDigit(first)) {
        const auto end = skipNumber(at, m_end);
        return end.at != nullptr ? end.at : fail(end.error, at);
    }
    const char* const end = skipLiteral(at, m_end);
    return end != nullptr ? end : failAtByte(at);
}

const char* DocumentCheck::open(const char* at)
{
    const bool isObject = *at == '{';
    if (m_depth >= m_maxDepth)
        return fail(base::ErrorCode::TooDeep, at);
    if (isProtocolLevel()) {
        auto level = Level::Free;
        if (m_depth == 0)
            level = isObject ? m_root : Level::Free;
        else if (isInObject())
            level = isObject ? m_rule.inside : m_rule.elements;
        else
            level = isObject ? m_levels[m_levelCount - 1] : Level::Free;
        if (level != Level::Free) {
            if (m_levelCount == m_levels.size())
                return fail(base::ErrorCode::TooDeep, at);
            m_levels[m_levelCount++] = level;
            if (isObject)
                m_keys.openObject(level);
        }
    }
    ++m_depth;
    const auto bit = std::uint64_t{1} << (m_depth % 64);
    auto& word = m_objectBits[m_depth / 64];
    word = isObject ? word | bit : word & ~bit;
    return at + 1;
}

const char* DocumentCheck::close(const char* at)
{
    if (isProtocolLevel()) {
        --m_levelCount;
        if (isInObject()) {
            if (const auto refusal = m_keys.closeObject())
                return fail(*refusal, at);
        }
    }
    --m_depth;
    return at + 1;
}

const char* DocumentCheck::key(const char* at)
{
    if (at == m_end || *at != '"')
        return failAtByte(at);
    bool isPlain = true;
    const auto end = skipString(at, m_end, isPlain);
    if (end.at == nullptr)
        return fail(end.error, at);
    if (isProtocolLevel()) {
        const std::string_view token(at, static_cast<std::size_t>(end.at - at));
        if (const auto refusal = m_keys.addKey(token, isPlain, m_rule))
            return fail(*refusal, at);
        if (m_depth == 1 && m_root == Level::Envelope) {
            m_envelopeMember = isPlain ? m_envelope.find(token.substr(1, token.size() - 2))
                                       : m_envelope.find(decodeString(token));
        }
        m_isAtIsError =
            isInResult() && (isPlain ? token == R"("isError")" : decodeString(token) == "isError");
    }
    at = skipBlanks(end.at, m_end);
    if (at == m_end || *at != ':')
        return failAtByte(at);
    at = skipBlanks(at + 1, m_end);
    if (m_isAtIsError) {
        m_envelope.isToolError = at != m_end && *at == 't';
        m_isAtIsError = false;
    }
    return at;
}

void DocumentCheck::noteEnvelopeMember(const char* valueEnd)
{
    if (m_envelopeMember != nullptr)
        *m_envelopeMember = {m_envelopeValue, static_cast<std::size_t>(valueEnd - m_envelopeValue)};
    m_envelopeMember = nullptr;
}

} // namespace gatehouse::jsonrpc
