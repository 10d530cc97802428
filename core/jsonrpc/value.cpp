// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/value.h"

#include "core/base/utf8.h"
#include "core/jsonrpc/escapes.h"
#include "core/jsonrpc/skip.h"
#include "core/jsonrpc/tokens.h"

#include <charconv>

namespace gatehouse::jsonrpc {
namespace {

/// Appends what the escape at `at` stands for; returns its length.
std::size_t appendEscape(std::string& out, std::string_view text, std::size_t at)
{
    const auto escape = decodeEscape(text, at);
    base::appendUtf8(out, escape.codePoint);
    return escape.length;
}

} // namespace

Value::Type Value::type() const
{
    switch (m_text.empty() ? 'n' : m_text.front()) {
    case '{':
        return Type::Object;
    case '[':
        return Type::Array;
    case '"':
        return Type::String;
    case 't':
        return Type::True;
    case 'f':
        return Type::False;
    case 'n':
        return Type::Null;
    default:
        return Type::Number;
    }
}

std::optional<Value> Value::find(std::string_view key) const
{
    std::optional<Value> found;
    if (!isObject())
        return found;
    for (auto it = children(); it.next();) {
        if (it.keyIs(key))
            found = it.value();
    }
    return found;
}

std::optional<std::string> Value::string() const
{
    if (!isString())
        return std::nullopt;
    return decodeString(m_text);
}

bool Value::isStringEqualTo(std::string_view text) const
{
    return isString() && isTokenEqualTo(m_text, text);
}

std::optional<double> Value::number() const
{
    if (type() != Type::Number)
        return std::nullopt;
    double value = 0;
    const auto* const end = m_text.data() + m_text.size();
    // Out of range can only be too small here: parsing refused what is too large.
    return std::from_chars(m_text.data(), end, value).ec == std::errc()
        ? value
        : (m_text.front() == '-' ? -0.0 : 0.0);
}

std::size_t Value::countChildren() const
{
    std::size_t count = 0;
    for (auto it = children(); it.next();)
        ++count;
    return count;
}

Value::Iterator Value::children() const
{
    return Iterator(m_text);
}

Value::Iterator::Iterator(std::string_view container)
    : m_rest(container)
    , m_isObject(!container.empty() && container.front() == '{')
{
    // A scalar has no children.
    if (!m_isObject && (container.empty() || container.front() != '['))
        m_rest = {};
}

bool Value::Iterator::next()
{
    if (m_rest.empty())
        return false;
    const char* const end = m_rest.data() + m_rest.size();
    // Over '{', '[' or the comma behind the last value.
    const char* at = skipBlanks(m_rest.data() + 1, end);
    if (at == end || *at == '}' || *at == ']') {
        m_rest = {};
        return false;
    }
    if (m_isObject) {
        const char* const key = at;
        at = *at == '"' ? skipStringUnchecked(at, end) : end;
        m_key = between(key, at);
        at = skipBlanks(at, end);
        at = skipBlanks(at == end ? end : at + 1, end);
    }
    const char* const value = at;
    at = skipValueUnchecked(at, end);
    m_value = between(value, at);
    if (m_value.empty()) {
        m_rest = {};
        return false;
    }
    m_rest = between(skipBlanks(at, end), end);
    return true;
}

std::string Value::Iterator::key() const
{
    return decodeString(m_key);
}

bool Value::Iterator::keyIs(std::string_view key) const
{
    return isTokenEqualTo(m_key, key);
}

bool isTokenEqualTo(std::string_view token, std::string_view text)
{
    if (token.size() < 2)
        return false;
    const auto inside = token.substr(1, token.size() - 2);
    if (inside == text)
        return inside.find('\\') == inside.npos;
    // Escapes only make it longer, at most six bytes for one.
    if (inside.size() <= text.size() || inside.size() > text.size() * 6 || inside.find('\\') == inside.npos)
        return false;
    return decodeString(token) == text;
}

std::string decodeString(std::string_view token)
{
    std::string out;
    if (token.size() < 2)
        return out;
    const auto text = token.substr(1, token.size() - 2);
    auto escape = text.find('\\');
    if (escape == text.npos) {
        out = text;
        return out;
    }
    out.reserve(text.size());
    std::size_t at = 0;
    for (; escape != text.npos; escape = text.find('\\', at)) {
        out.append(text, at, escape - at);
        at = escape + appendEscape(out, text, escape);
        if (at >= text.size())
            return out;
    }
    out.append(text, at, text.npos);
    return out;
}

std::string encodeString(std::string_view text)
{
    constexpr char kHex[] = "0123456789abcdef";
    std::string out;
    out.reserve(text.size() + 2);
    out.push_back('"');
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto byte = static_cast<unsigned char>(c);
        // A lone surrogate in generalised UTF-8 (ED A0..BF xx) is no UTF-8: it goes back to its escape.
        if (byte == 0xED && i + 2 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0xA0) {
            const auto unit = 0xD000U | ((static_cast<unsigned>(text[i + 1]) & 0x3FU) << 6) |
                (static_cast<unsigned>(text[i + 2]) & 0x3FU);
            out += "\\u";
            for (int shift = 12; shift >= 0; shift -= 4)
                out.push_back(kHex[(unit >> shift) & 0xFU]);
            i += 2;
            continue;
        }
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\b':
            out += "\\b";
            break;
        case '\f':
            out += "\\f";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (byte < 0x20) {
                out += "\\u00";
                out.push_back(kHex[byte >> 4]);
                out.push_back(kHex[byte & 0xF]);
            } else {
                out.push_back(c);
            }
        }
    }
    out.push_back('"');
    return out;
}

} // namespace gatehouse::jsonrpc
