// SPDX-License-Identifier: Apache-2.0
#include "core/journal/json_scanner.h"

#include "core/base/utf8.h"
#include "core/journal/json_text.h"

#include <charconv>

namespace gatehouse::journal {
namespace {

constexpr int kMaxLevels = 64;
constexpr std::size_t kInvalidBytes = 256; // enough to recognise what was meant

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

int hexValue(char c)
{
    if (isDigit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

} // namespace

void JsonScanner::skipSpace()
{
    while (m_at < m_text.size() &&
        (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == '\n' || m_text[m_at] == '\r'))
        ++m_at;
}

bool JsonScanner::isNext(char token)
{
    skipSpace();
    return m_at < m_text.size() && m_text[m_at] == token;
}

bool JsonScanner::take(char token)
{
    if (!isNext(token))
        return false;
    ++m_at;
    return true;
}

bool JsonScanner::isAtEnd()
{
    skipSpace();
    return m_at == m_text.size();
}

bool JsonScanner::readUnit(std::uint32_t& unit)
{
    if (m_text.size() - m_at < 4)
        return false;
    unit = 0;
    for (int i = 0; i < 4; ++i) {
        const int value = hexValue(m_text[m_at++]);
        if (value < 0)
            return false;
        unit = unit * 16 + static_cast<std::uint32_t>(value);
    }
    return true;
}

bool JsonScanner::readEscape(std::string& out)
{
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kBytes = "\"\\/\b\f\n\r\t";
    if (m_at == m_text.size())
        return false;
    const char name = m_text[m_at++];
    if (const auto place = kNames.find(name); place != std::string_view::npos) {
        out.push_back(kBytes[place]);
        return true;
    }
    std::uint32_t unit = 0;
    if (name != 'u' || !readUnit(unit))
        return false;
    if (unit >= 0xD800 && unit <= 0xDBFF) {
        std::uint32_t low = 0;
        if (m_text.substr(m_at, 2) != "\\u")
            return false;
        m_at += 2;
        if (!readUnit(low) || low < 0xDC00 || low > 0xDFFF)
            return false;
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    } else if (unit >= 0xDC00 && unit <= 0xDFFF) {
        return false;
    }
    base::appendUtf8(out, unit);
    return true;
}

bool JsonScanner::readString(std::string& out)
{
    out.clear();
    if (!take('"'))
        return false;
    while (m_at < m_text.size()) {
        const auto start = m_at;
        while (m_at < m_text.size() && static_cast<unsigned char>(m_text[m_at]) >= 0x20 &&
            static_cast<unsigned char>(m_text[m_at]) < 0x80 && m_text[m_at] != '"' && m_text[m_at] != '\\')
            ++m_at;
        out.append(m_text.substr(start, m_at - start));
        if (m_at == m_text.size())
            return false;
        const char byte = m_text[m_at];
        if (byte == '"') {
            ++m_at;
            return true;
        }
        if (byte == '\\') {
            ++m_at;
            if (!readEscape(out))
                return false;
            continue;
        }
        const auto length = base::decodeUtf8(m_text, m_at).length;
        if (length < 2) // not UTF-8, or a raw control character
            return false;
        out.append(m_text.substr(m_at, length));
        m_at += length;
    }
    return false;
}

std::size_t JsonScanner::skipDigits()
{
    const auto start = m_at;
    while (m_at < m_text.size() && isDigit(m_text[m_at]))
        ++m_at;
    return m_at - start;
}

bool JsonScanner::readUnsigned(std::uint64_t& out)
{
    skipSpace();
    const auto start = m_at;
    const auto digits = skipDigits();
    if (digits == 0 || (digits > 1 && m_text[start] == '0'))
        return false;
    if (m_at < m_text.size() && (m_text[m_at] == '.' || m_text[m_at] == 'e' || m_text[m_at] == 'E'))
        return false;
    return std::from_chars(m_text.data() + start, m_text.data() + m_at, out).ec == std::errc();
}

bool JsonScanner::readSigned(std::int64_t& out)
{
    const bool isNegative = take('-');
    if (isNegative && (m_at == m_text.size() || !isDigit(m_text[m_at])))
        return false;
    std::uint64_t magnitude = 0;
    constexpr auto kLimit = static_cast<std::uint64_t>(INT64_MAX);
    if (!readUnsigned(magnitude) || magnitude > kLimit)
        return false;
    out = static_cast<std::int64_t>(magnitude);
    if (isNegative)
        out = -out;
    return true;
}

bool JsonScanner::copyNumber(std::string& out)
{
    const auto start = m_at;
    if (m_text[m_at] == '-')
        ++m_at;
    const auto first = m_at;
    const auto digits = skipDigits();
    if (digits == 0 || (digits > 1 && m_text[first] == '0'))
        return false;
    if (m_at < m_text.size() && m_text[m_at] == '.') {
        ++m_at;
        if (skipDigits() == 0)
            return false;
    }
    if (m_at < m_text.size() && (m_text[m_at] == 'e' || m_text[m_at] == 'E')) {
        ++m_at;
        if (m_at < m_text.size() && (m_text[m_at] == '+' || m_text[m_at] == '-'))
            ++m_at;
        if (skipDigits() == 0)
            return false;
    }
    out.append(m_text.substr(start, m_at - start));
    return true;
}

bool JsonScanner::copyWord(std::string& out, std::string_view word)
{
    if (m_text.substr(m_at, word.size()) != word)
        return false;
    m_at += word.size();
    out.append(word);
    return true;
}

bool JsonScanner::copyString(std::string& out)
{
    if (!isNext('"'))
        return false;
    // Nearly all are plain, and then the token is its own copy.
    const auto end = m_at + 1 + plainPrefix(m_text.substr(m_at + 1));
    if (end < m_text.size() && m_text[end] == '"') {
        out.append(m_text.substr(m_at, end + 1 - m_at));
        m_at = end + 1;
        return true;
    }
    if (!readString(m_string))
        return false;
    appendJsonString(out, m_string);
    return true;
}

bool JsonScanner::copyMembers(std::string& out, int level, bool isObject)
{
    const char close = isObject ? '}' : ']';
    out.push_back(m_text[m_at++]);
    bool isFirst = true;
    while (!take(close)) {
        if (!isFirst) {
            if (!take(','))
                return false;
            out.push_back(',');
        }
        isFirst = false;
        if (isObject) {
            if (!copyString(out) || !take(':'))
                return false;
            out.push_back(':');
        }
        if (!copyAt(out, level + 1))
            return false;
    }
    out.push_back(close);
    return true;
}

bool JsonScanner::copyAt(std::string& out, int level)
{
    skipSpace();
    if (m_at == m_text.size() || level > kMaxLevels)
        return false;
    switch (m_text[m_at]) {
    case '{':
        return copyMembers(out, level, true);
    case '[':
        return copyMembers(out, level, false);
    case '"':
        return copyString(out);
    case 't':
        return copyWord(out, "true");
    case 'f':
        return copyWord(out, "false");
    case 'n':
        return copyWord(out, "null");
    default:
        return copyNumber(out);
    }
}

bool JsonScanner::copyValue(std::string& out)
{
    return copyAt(out, 1);
}

void appendJsonValue(std::string& out, std::string_view json)
{
    const auto start = out.size();
    JsonScanner scanner(json);
    if (scanner.copyValue(out) && scanner.isAtEnd())
        return;
    out.resize(start);
    out.append("{\"invalid\":");
    appendJsonString(out, base::truncateUtf8(json, kInvalidBytes));
    out.push_back('}');
}

} // namespace gatehouse::journal
