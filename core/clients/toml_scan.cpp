// SPDX-License-Identifier: Apache-2.0
#include "core/clients/toml_scan.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace gatehouse::clients {
namespace {

bool isBareKeyByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool looksLikeAValue(std::string_view token)
{
    const auto number = token.substr(!token.empty() && (token[0] == '+' || token[0] == '-') ? 1 : 0);
    return token == "true" || token == "false" || number == "inf" || number == "nan" ||
        (!number.empty() && isDigit(number[0]));
}

} // namespace

void TomlScanner::fail(std::size_t at, std::string_view reason)
{
    if (isGood()) {
        m_errorAt = at;
        m_reason = reason;
    }
    m_at = m_bytes.size();
}

bool TomlScanner::takes(std::string_view token)
{
    if (m_bytes.substr(std::min(m_at, m_bytes.size()), token.size()) != token)
        return false;
    m_at += token.size();
    return true;
}

void TomlScanner::skipBlank()
{
    while (peek() == ' ' || peek() == '\t')
        ++m_at;
}

void TomlScanner::skipSpace()
{
    while (!isAtEnd()) {
        if (peek() == '#')
            m_at = std::min(m_bytes.find('\n', m_at), m_bytes.size());
        else if (isJsonSpace(peek()))
            ++m_at;
        else
            return;
    }
}

void TomlScanner::endLine()
{
    skipBlank();
    if (!isAtEnd() && peek() != '#' && peek() != '\r' && peek() != '\n')
        return fail(m_at, "expected the end of the line");
    m_at = std::min(m_bytes.find('\n', m_at), m_bytes.size());
}

std::vector<TomlScanner::KeyPart> TomlScanner::readKey()
{
    std::vector<KeyPart> parts;
    while (isGood()) {
        skipBlank();
        const auto begin = m_at;
        KeyPart part;
        if (takes("\"")) {
            part.name = basicString(false);
        } else if (takes("'")) {
            part.name = literalString(false);
        } else {
            while (isBareKeyByte(peek()))
                ++m_at;
            part.name = m_bytes.substr(begin, m_at - begin);
            if (part.name.empty())
                fail(begin, "expected a key");
        }
        part.span = spanFrom(begin);
        parts.push_back(std::move(part));
        if (parts.size() > static_cast<std::size_t>(kMaxTreeDepth))
            fail(begin, "too deep");
        skipBlank();
        if (!takes("."))
            break;
    }
    return parts;
}

void TomlScanner::value(std::size_t node, int depth)
{
    const auto begin = m_at;
    auto kind = TreeNode::Kind::String;
    std::string text;
    if (depth > kMaxTreeDepth) {
        fail(m_at, "too deep");
    } else if (takes("\"\"\"")) {
        text = basicString(true);
    } else if (takes("'''")) {
        text = literalString(true);
    } else if (takes("\"")) {
        text = basicString(false);
    } else if (takes("'")) {
        text = literalString(false);
    } else if (peek() == '[') {
        kind = TreeNode::Kind::List;
        array(node, depth);
    } else if (peek() == '{') {
        kind = TreeNode::Kind::Map;
        inlineTable(node, depth);
    } else {
        kind = TreeNode::Kind::Other;
        bareValue();
    }
    auto& made = m_nodes[node];
    made.kind = kind;
    made.value = spanFrom(begin);
    made.text = std::move(text);
    made.isMovable = kind == TreeNode::Kind::String;
    made.isFlow = kind == TreeNode::Kind::List || kind == TreeNode::Kind::Map;
}

void TomlScanner::array(std::size_t node, int depth)
{
    ++m_at;
    while (isGood()) {
        skipSpace();
        if (takes("]"))
            return;
        const auto element = addNode(node, nullptr, Origin::Value);
        value(element, depth + 1);
        skipSpace();
        if (takes("]"))
            return;
        if (!takes(","))
            fail(m_at, "expected , or ]");
    }
}

void TomlScanner::inlineTable(std::size_t node, int depth)
{
    m_nodes[node].kind = TreeNode::Kind::Map;
    ++m_at;
    skipBlank();
    if (takes("}"))
        return;
    while (isGood()) {
        readMember(node, depth + 1);
        skipBlank();
        if (takes("}"))
            return;
        if (!takes(","))
            fail(m_at, "expected , or }");
    }
}

void TomlScanner::bareValue()
{
    const auto begin = m_at;
    const auto takeToken = [this] {
        while (isBareKeyByte(peek()) || peek() == '+' || peek() == '.' || peek() == ':')
            ++m_at;
    };
    takeToken();
    // A date may stand apart from its time.
    constexpr std::size_t kDateSize = 10;
    if (m_at - begin == kDateSize && m_bytes[begin + 4] == '-' && peek() == ' ' && isDigit(peek(1)) &&
        isDigit(peek(2)) && peek(3) == ':') {
        ++m_at;
        takeToken();
    }
    if (!looksLikeAValue(m_bytes.substr(begin, m_at - begin)))
        fail(begin, "expected a value");
}

bool TomlScanner::closes(char quote, bool isOverLines, std::string& out)
{
    if (!isOverLines) {
        ++m_at;
        return true;
    }
    std::size_t count = 0;
    while (peek(count) == quote)
        ++count;
    constexpr std::size_t kClosing = 3;
    constexpr std::size_t kMostQuotes = 5; // two of the text right before the three that close it
    if (count > kMostQuotes) {
        fail(m_at, "too many quotes");
        return true;
    }
    m_at += count;
    out.append(count < kClosing ? count : count - kClosing, quote);
    return count >= kClosing;
}

std::string TomlScanner::basicString(bool isOverLines)
{
    std::string out;
    const auto begin = m_at;
    if (isOverLines && !takes("\r\n"))
        takes("\n");
    while (isGood()) {
        if (isAtEnd() || (!isOverLines && peek() == '\n')) {
            fail(begin, "this string has no end");
        } else if (peek() == '"') {
            if (closes('"', isOverLines, out))
                break;
        } else if (peek() == '\\') {
            escape(out, isOverLines);
        } else {
            out.push_back(m_bytes[m_at++]);
        }
    }
    return out;
}

std::string TomlScanner::literalString(bool isOverLines)
{
    std::string out;
    const auto begin = m_at;
    if (isOverLines && !takes("\r\n"))
        takes("\n");
    while (isGood()) {
        if (isAtEnd() || (!isOverLines && peek() == '\n')) {
            fail(begin, "this string has no end");
        } else if (peek() == '\'') {
            if (closes('\'', isOverLines, out))
                break;
        } else {
            out.push_back(m_bytes[m_at++]);
        }
    }
    return out;
}

void TomlScanner::escape(std::string& out, bool isOverLines)
{
    constexpr std::string_view kShort = "\"\\bfnrt";
    constexpr std::string_view kMeaning = "\"\\\b\f\n\r\t";
    const auto begin = m_at++;
    const char c = peek();
    const auto known = kShort.find(c);
    if (isAtEnd()) {
        fail(begin, "this string has no end");
    } else if (known != std::string_view::npos) {
        out.push_back(kMeaning[known]);
        ++m_at;
    } else if (c == 'u' || c == 'U') {
        const std::size_t digits = c == 'u' ? 4 : 8;
        const auto code = hexCodePoint(m_bytes, m_at + 1, digits);
        if (!code)
            return fail(begin, "no such character");
        base::appendUtf8(out, *code);
        m_at += digits + 1;
    } else {
        // A backslash at the end of a line takes the white space behind it away.
        skipBlank();
        if (!isOverLines || (peek() != '\n' && peek() != '\r'))
            return fail(begin, "no such escape");
        while (!isAtEnd() && isJsonSpace(peek()))
            ++m_at;
    }
}

} // namespace gatehouse::clients
