// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/string_reader.h"

#include "core/base/utf8.h"
#include "core/jsonrpc/scan.h"

#include <charconv>
#include <cstring>

namespace gatehouse::inspect {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

bool isHighSurrogate(std::uint32_t unit)
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}

bool isLowSurrogate(std::uint32_t unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

/// The unit of the \uXXXX at `at`; above all units where there is none.
std::uint32_t unitAt(std::string_view text, std::size_t at)
{
    constexpr std::uint32_t kNone = 0x110000;
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u')
        return kNone;
    std::uint32_t unit = 0;
    const char* const digits = text.data() + at + 2;
    return std::from_chars(digits, digits + 4, unit, 16).ptr == digits + 4 ? unit : kNone;
}

std::uint32_t shortEscape(char letter)
{
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return static_cast<unsigned char>(letter);
    }
}

} // namespace

StringReader::StringReader(std::string_view token, std::size_t offset)
    : m_token(token)
    , m_end(token.size() < 2 ? 0 : token.size() - 1)
    , m_offset(offset)
{
}

Character StringReader::next()
{
    if (isAtEnd())
        return {0, {m_offset + m_end, m_offset + m_end}, false};
    const auto start = m_at;
    if (m_token[m_at] == '\\')
        return escape();
    const auto decoded = base::decodeUtf8(m_token.substr(0, m_end), m_at);
    m_at += decoded.length == 0 ? 1 : decoded.length;
    return {
        decoded.length == 0 ? kReplacement : decoded.codePoint, {m_offset + start, m_offset + m_at}, false};
}

Span StringReader::takePlain()
{
    const auto start = m_at;
    if (!isAtEnd()) {
        const char* const from = m_token.data() + m_at;
        const char* const end = m_token.data() + m_end;
        const char* const stop = jsonrpc::skipPlainText(from, end);
        const auto* const deletion =
            static_cast<const char*>(std::memchr(from, 0x7F, static_cast<std::size_t>(stop - from)));
        m_at += static_cast<std::size_t>((deletion == nullptr ? stop : deletion) - from);
    }
    return {m_offset + start, m_offset + m_at};
}

Character StringReader::escape()
{
    const auto start = m_at;
    const auto inside = m_token.substr(0, m_end);
    auto codePoint = unitAt(inside, m_at);
    if (codePoint > 0xFFFF) {
        codePoint = m_at + 1 < m_end ? shortEscape(m_token[m_at + 1]) : kReplacement;
        m_at += 2;
    } else {
        m_at += 6;
        const auto low = isHighSurrogate(codePoint) ? unitAt(inside, m_at) : 0;
        if (isLowSurrogate(low)) {
            codePoint = 0x10000 + ((codePoint - 0xD800) << 10) + (low - 0xDC00);
            m_at += 6;
        } else if (isHighSurrogate(codePoint) || isLowSurrogate(codePoint)) {
            codePoint = kReplacement;
        }
    }
    if (m_at > m_end)
        m_at = m_end;
    return {codePoint, {m_offset + start, m_offset + m_at}, true};
}

} // namespace gatehouse::inspect
