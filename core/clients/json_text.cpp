// SPDX-License-Identifier: Apache-2.0
#include "core/clients/json_text.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace gatehouse::clients {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

base::Error faultAt(std::string_view bytes, std::size_t at, std::string_view reason)
{
    const auto before = bytes.substr(0, at);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto lineBegin = before.rfind('\n');
    const auto column = at - (lineBegin == std::string_view::npos ? 0 : lineBegin + 1) + 1;
    return {base::ErrorCode::FileDoesNotParse,
        "line " + std::to_string(line) + " column " + std::to_string(column) + ": " + std::string(reason)};
}

std::size_t firstByteThatIsNotUtf8(std::string_view bytes)
{
    std::size_t at = skipAscii(bytes, 0);
    while (at < bytes.size()) {
        const auto length = base::decodeUtf8(bytes, at).length;
        if (length == 0)
            break;
        at = skipAscii(bytes, at + length);
    }
    return at;
}

} // namespace

base::Result<JsonText> JsonText::parse(std::string_view bytes, Tolerance tolerance)
{
    if (const auto bad = firstByteThatIsNotUtf8(bytes); bad < bytes.size()) {
        const bool isUtf16 = bytes.substr(0, 2) == "\xFF\xFE" || bytes.substr(0, 2) == "\xFE\xFF";
        return faultAt(bytes, bad, isUtf16 ? "UTF-16 and not UTF-8" : "not UTF-8");
    }
    std::size_t at = 0;
    if (bytes.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
        if (!tolerance.byteOrderMark)
            return faultAt(bytes, 0, "this file's client takes no byte order mark");
        at = kByteOrderMark.size();
    }
    JsonText text(bytes);
    const auto fault = checkJson(bytes, at, {tolerance.comments, tolerance.trailingCommas}, text.m_outline);
    if (!fault.reason.empty())
        return faultAt(bytes, fault.at, fault.reason);
    return text;
}

std::string JsonText::string(Span value) const
{
    return decodeJsonString(raw(value));
}

std::size_t JsonText::skipSpace(std::size_t at) const
{
    while (at < m_bytes.size()) {
        if (isJsonSpace(m_bytes[at]))
            at = skipBlanks(m_bytes, at + 1);
        else if (m_bytes[at] == '/')
            at = std::min(endOfComment(m_bytes, at), m_bytes.size());
        else
            break;
    }
    return at;
}

Span JsonText::whiteSpaceBefore(std::size_t at) const
{
    auto begin = at;
    while (begin > 0 && isJsonSpace(m_bytes[begin - 1]))
        --begin;
    return {begin, at};
}

int JsonText::lineAt(std::size_t offset) const
{
    if (offset < m_lineOffset) {
        m_lineOffset = 0;
        m_line = 1;
    }
    // find() looks at many bytes at once, std::count() at each.
    const auto between = m_bytes.substr(m_lineOffset, offset - m_lineOffset);
    for (auto at = between.find('\n'); at != std::string_view::npos; at = between.find('\n', at + 1))
        ++m_line;
    m_lineOffset = offset;
    return m_line;
}

std::size_t JsonText::skipValue(std::size_t at) const
{
    if (m_bytes[at] == '"')
        return endOfString(m_bytes, at);
    if (m_bytes[at] != '{' && m_bytes[at] != '[')
        return std::min(m_bytes.find_first_of(",]} \t\r\n/", at), m_bytes.size());
    if (const auto end = m_outline.endOfContainer(at); end != 0)
        return end;
    std::size_t depth = 0;
    for (;;) {
        switch (m_bytes[at]) {
        case '"':
            at = endOfString(m_bytes, at);
            continue;
        case '/':
            at = endOfComment(m_bytes, at);
            continue;
        case '\n':
            at = skipBlanks(m_bytes, at + 1);
            continue;
        case '{':
        case '[':
            ++depth;
            break;
        case '}':
        case ']':
            if (--depth == 0)
                return at + 1;
            break;
        default:
            break;
        }
        ++at;
    }
}

JsonText::Iterator::Iterator(const JsonText& text, Span container)
    : m_text(text)
    , m_at(container.begin + 1)
    , m_isObject(text.isObject(container))
{
}

bool JsonText::Iterator::next(JsonMember& member)
{
    m_at = m_text.skipSpace(m_at);
    if (m_text.m_bytes[m_at] == ',') // not before the first one: the text was checked
        m_at = m_text.skipSpace(m_at + 1);
    if (m_text.m_bytes[m_at] == '}' || m_text.m_bytes[m_at] == ']')
        return false;
    member.key = {};
    if (m_isObject) {
        member.key = {m_at, endOfString(m_text.m_bytes, m_at)};
        m_at = m_text.skipSpace(m_text.skipSpace(member.key.end) + 1);
    }
    member.value = {m_at, m_text.skipValue(m_at)};
    m_at = member.value.end;
    return true;
}

std::optional<JsonMember> JsonText::find(Span object, std::string_view key, int* count) const
{
    std::optional<JsonMember> found;
    int seen = 0;
    JsonMember member;
    for (auto it = children(object); it.next(member);) {
        const auto token = raw({member.key.begin + 1, member.key.end - 1});
        const bool isEscaped = token.find('\\') != std::string_view::npos;
        if (isEscaped ? string(member.key) == key : token == key) {
            found = member;
            ++seen;
        }
    }
    if (count != nullptr)
        *count = seen;
    return found;
}

} // namespace gatehouse::clients
