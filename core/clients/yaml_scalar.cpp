// SPDX-License-Identifier: Apache-2.0
#include "core/clients/yaml_scan.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <array>

namespace gatehouse::clients {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";

bool isOnly(std::string_view text, std::string_view bytes)
{
    return !text.empty() && text.find_first_not_of(bytes) == std::string_view::npos;
}

bool isDecimal(std::string_view number)
{
    const auto exponent = number.find_first_of("eE");
    if (exponent != std::string_view::npos) {
        auto power = number.substr(exponent + 1);
        power.remove_prefix(!power.empty() && (power[0] == '+' || power[0] == '-') ? 1 : 0);
        if (!isOnly(power, kDigits))
            return false;
    }
    const auto mantissa = number.substr(0, exponent);
    const auto dot = mantissa.find('.');
    const auto whole = mantissa.substr(0, dot);
    const auto part = dot == std::string_view::npos ? std::string_view() : mantissa.substr(dot + 1);
    const auto isDigits = [](std::string_view text) { return text.empty() || isOnly(text, kDigits); };
    return isDigits(whole) && isDigits(part) && !(whole.empty() && part.empty());
}

} // namespace

bool isPlainString(std::string_view text)
{
    constexpr std::array<std::string_view, 11> kWords{
        "", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE"};
    constexpr std::array<std::string_view, 6> kNumbers{".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"};
    if (std::find(kWords.begin(), kWords.end(), text) != kWords.end())
        return false;
    if ((text.starts_with("0x") && isOnly(text.substr(2), kHexDigits)) ||
        (text.starts_with("0o") && isOnly(text.substr(2), "01234567")))
        return false;
    const auto number = text.substr(text[0] == '+' || text[0] == '-' ? 1 : 0);
    return std::find(kNumbers.begin(), kNumbers.end(), number) == kNumbers.end() && !isDecimal(number);
}

bool YamlScanner::startsPlain(bool isFlow) const
{
    if (isLineEnd() || isOneOf(",[]{}#&*!|>'\"%@`"))
        return false;
    if (!isOneOf("-?:"))
        return true;
    const bool isBeforeFlow = isFlow && m_at + 1 < m_bytes.size() &&
        std::string_view(",[]{}").find(peek(1)) != std::string_view::npos;
    return !isSpaceAt(1) && !isBeforeFlow;
}

bool YamlScanner::endsPlain(bool isFlow) const
{
    if (isComment() || (isFlow && isOneOf(",[]{}")))
        return true;
    const bool isBeforeFlow = isFlow && m_at + 1 < m_bytes.size() &&
        std::string_view(",[]{}").find(peek(1)) != std::string_view::npos;
    return peek() == ':' && (isSpaceAt(1) || isBeforeFlow);
}

void YamlScanner::scalar(std::size_t node, int parentIndent, bool isFlow)
{
    const auto begin = m_at;
    auto kind = TreeNode::Kind::String;
    std::string text;
    if (takes('*')) {
        kind = TreeNode::Kind::Other;
        m_nodes[node].obstacle = "it is written elsewhere (an alias, *)";
        while (!isSpaceAt(0) && !isOneOf(",[]{}"))
            ++m_at;
    } else if (takes('"')) {
        text = doubleQuoted(parentIndent);
    } else if (takes('\'')) {
        text = singleQuoted(parentIndent);
    } else if (startsPlain(isFlow)) {
        text = plain(parentIndent, isFlow);
        kind = isPlainString(text) ? TreeNode::Kind::String : TreeNode::Kind::Other;
    } else {
        return fail(m_at, "expected a value");
    }
    if (!isGood())
        return;
    auto& made = m_nodes[node];
    made.kind = kind;
    made.value = {begin, m_at};
    made.text = std::move(text);
    made.isMovable = kind == TreeNode::Kind::String &&
        m_bytes.substr(begin, m_at - begin).find('\n') == std::string_view::npos;
}

/// At a line's end within a scalar: what the break and the white space around it mean. `kept`: bytes of `out`
/// that are no white space of the line.
void YamlScanner::fold(std::string& out, std::size_t kept, int parentIndent, bool isEscaped)
{
    while (!isEscaped && out.size() > kept && (out.back() == ' ' || out.back() == '\t'))
        out.pop_back();
    std::size_t lines = 0;
    while (!isAtEnd() && isJsonSpace(peek())) {
        lines += peek() == '\n' ? 1 : 0;
        ++m_at;
    }
    if (!isAtEnd() && (isMarker() || column() <= parentIndent))
        fail(m_at, "this string has no end");
    if (lines > 1)
        out.append(lines - 1, '\n');
    else if (!isEscaped)
        out.push_back(' ');
}

std::string YamlScanner::singleQuoted(int parentIndent)
{
    std::string out;
    const auto begin = m_at;
    while (isGood()) {
        if (isAtEnd()) {
            fail(begin, "this string has no end");
        } else if (isLineEnd()) {
            fold(out, 0, parentIndent, false);
        } else if (peek() != '\'') {
            out.push_back(m_bytes[m_at++]);
        } else {
            ++m_at;
            if (!takes('\''))
                break;
            out.push_back('\'');
        }
    }
    return out;
}

std::string YamlScanner::doubleQuoted(int parentIndent)
{
    std::string out;
    std::size_t kept = 0;
    const auto begin = m_at;
    while (isGood()) {
        if (isAtEnd())
            fail(begin, "this string has no end");
        else if (takes('"'))
            break;
        else if (isLineEnd())
            fold(out, kept, parentIndent, false);
        else if (peek() == '\\')
            escape(out, kept, parentIndent);
        else
            out.push_back(m_bytes[m_at++]);
    }
    return out;
}

void YamlScanner::escape(std::string& out, std::size_t& kept, int parentIndent)
{
    constexpr std::string_view kShort = "0abtnvfre \"/\\\t";
    constexpr std::string_view kMeaning("\0\a\b\t\n\v\f\r\x1b \"/\\\t", 14);
    const auto begin = m_at++;
    const char c = peek();
    if (isLineEnd()) {
        if (isAtEnd())
            return fail(begin, "this string has no end");
        fold(out, out.size(), parentIndent, true);
    } else if (const auto known = kShort.find(c); known != std::string_view::npos) {
        out.push_back(kMeaning[known]);
        ++m_at;
    } else if (c == 'N' || c == '_' || c == 'L' || c == 'P') {
        constexpr std::string_view kNames = "N_LP";
        constexpr std::array<std::uint32_t, 4> kCodes{0x85, 0xA0, 0x2028, 0x2029};
        base::appendUtf8(out, kCodes[kNames.find(c)]);
        ++m_at;
    } else {
        const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
        const auto code = digits == 0 ? std::nullopt : hexCodePoint(m_bytes, m_at + 1, digits);
        if (!code)
            return fail(begin, "no such escape");
        base::appendUtf8(out, *code);
        m_at += digits + 1;
    }
    kept = out.size();
}

/// True where a plain scalar goes on in a line below; the place is there then, and as it was otherwise.
bool YamlScanner::continuesPlain(int parentIndent, bool isFlow, int& lines)
{
    const auto end = m_at;
    lines = 0;
    while (!isAtEnd() && isJsonSpace(peek())) {
        lines += peek() == '\n' ? 1 : 0;
        ++m_at;
    }
    const bool isOver = lines == 0 || isAtEnd() || peek() == '#' || isMarker();
    const bool isOut = isFlow ? isOneOf(",[]{}:") : column() <= parentIndent;
    if (isOver || isOut) {
        m_at = end;
        return false;
    }
    if (m_bytes.substr(lineBegin(), m_at - lineBegin()).find('\t') != std::string_view::npos)
        fail(m_at, "a tab may not indent");
    if (isKeyHere())
        fail(m_at, isFlow ? "expected , here" : "a key within a text over several lines");
    return isGood();
}

std::string YamlScanner::plain(int parentIndent, bool isFlow)
{
    std::string out;
    while (isGood()) {
        const auto begin = m_at;
        while (!isLineEnd() && !endsPlain(isFlow))
            ++m_at;
        const bool isCut = !isLineEnd();
        while (m_at > begin && (m_bytes[m_at - 1] == ' ' || m_bytes[m_at - 1] == '\t'))
            --m_at;
        out += m_bytes.substr(begin, m_at - begin);
        int lines = 0;
        if (isCut || !continuesPlain(parentIndent, isFlow, lines))
            break;
        if (lines == 1)
            out.push_back(' ');
        else
            out.append(static_cast<std::size_t>(lines - 1), '\n');
    }
    return out;
}

} // namespace gatehouse::clients
