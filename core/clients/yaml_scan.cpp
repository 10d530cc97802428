// SPDX-License-Identifier: Apache-2.0
#include "core/clients/yaml_scan.h"

#include <algorithm>

namespace gatehouse::clients {

base::Result<TreeText> YamlScanner::read(std::size_t begin)
{
    m_begin = begin;
    m_at = begin;
    skipToContent();
    if (peek() == '%')
        fail(m_at, "a directive, which is not supported here");
    if (isMarker() && peek() == '-') {
        m_at += 3;
        endLine();
        skipToContent();
    }
    m_nodes.front().value = {m_at, m_at};
    if (!isAtEnd() && !isMarker())
        blockValue(0, -1, Holder::Dash, 0);
    skipToContent();
    if (isMarker() && peek() == '.') {
        m_at += 3;
        skipToContent();
    }
    if (!isAtEnd())
        fail(m_at, isMarker() ? "a second document, which is not supported here" : "expected the end");
    if (!isGood())
        return treeError(m_bytes, m_errorAt, m_reason);
    return TreeText(m_bytes, std::move(m_nodes));
}

void YamlScanner::fail(std::size_t at, std::string_view reason)
{
    if (isGood()) {
        m_errorAt = at;
        m_reason = reason;
    }
    m_at = m_bytes.size();
}

bool YamlScanner::takes(char c)
{
    if (isAtEnd() || peek() != c)
        return false;
    ++m_at;
    return true;
}

bool YamlScanner::isSpaceAt(std::size_t ahead) const
{
    return m_at + ahead >= m_bytes.size() || isJsonSpace(m_bytes[m_at + ahead]);
}

bool YamlScanner::isComment() const
{
    return peek() == '#' && (m_at == m_begin || isJsonSpace(m_bytes[m_at - 1]));
}

bool YamlScanner::isMarker() const
{
    const auto token = m_bytes.substr(std::min(m_at, m_bytes.size()), 3);
    return (token == "---" || token == "...") && column() == 0 && isSpaceAt(3);
}

std::size_t YamlScanner::lineBegin() const
{
    const auto newline = m_at == 0 ? std::string_view::npos : m_bytes.rfind('\n', m_at - 1);
    return newline == std::string_view::npos ? m_begin : newline + 1;
}

void YamlScanner::skipBlank()
{
    while (peek() == ' ' || peek() == '\t')
        ++m_at;
}

/// To the next thing that is neither white space nor a comment.
void YamlScanner::skipToContent()
{
    while (!isAtEnd()) {
        if (isComment())
            m_at = std::min(m_bytes.find('\n', m_at), m_bytes.size());
        else if (isJsonSpace(peek()))
            ++m_at;
        else
            break;
    }
    const auto line = m_bytes.substr(lineBegin(), m_at - lineBegin());
    const bool isIndentation = line.find_first_not_of(" \t") == std::string_view::npos;
    if (!isAtEnd() && isIndentation && line.find('\t') != std::string_view::npos)
        fail(lineBegin() + line.find('\t'), "a tab may not indent");
}

void YamlScanner::endLine()
{
    skipBlank();
    if (!isLineEnd() && !isComment())
        fail(m_at, "expected the end of the line");
}

/// Columns are counted in bytes, which a tab would make a guess.
void YamlScanner::refuseTabs()
{
    const auto line = m_bytes.substr(lineBegin(), m_at - lineBegin());
    if (line.find('\t') != std::string_view::npos)
        fail(m_at, "a tab may not indent");
}

std::size_t YamlScanner::addNode(std::size_t parent, bool isElement)
{
    TreeNode node;
    node.isElement = isElement;
    node.dash = m_at;
    m_nodes.push_back(std::move(node));
    m_nodes[parent].children.push_back(m_nodes.size() - 1);
    return m_nodes.size() - 1;
}

/// Skips anchors and tags, and says in words which one stood here.
std::string YamlScanner::properties()
{
    std::string obstacle;
    while (peek() == '&' || peek() == '!') {
        obstacle = peek() == '&' ? "it has an anchor (&)" : "it has a tag (!)";
        while (!isSpaceAt(0) && !isOneOf(",[]{}"))
            ++m_at;
        skipBlank();
    }
    return obstacle;
}

/// True where a key with its colon begins here.
bool YamlScanner::isKeyHere()
{
    auto at = m_at;
    if (peek() == '"' || peek() == '\'') {
        const char quote = peek();
        for (++at; at < m_bytes.size() && m_bytes[at] != quote && m_bytes[at] != '\n'; ++at)
            at += quote == '"' && m_bytes[at] == '\\' ? 1 : 0;
        // Two single quotes are one in the text; what stands behind them is part of it, too.
        while (quote == '\'' && m_bytes.substr(std::min(at, m_bytes.size()), 2) == "''") {
            for (at += 2; at < m_bytes.size() && m_bytes[at] != quote && m_bytes[at] != '\n';)
                ++at;
        }
        at = std::min(m_bytes.find_first_not_of(" \t", std::min(at + 1, m_bytes.size())), m_bytes.size());
        return at < m_bytes.size() && m_bytes[at] == ':' &&
            (at + 1 == m_bytes.size() || isJsonSpace(m_bytes[at + 1]));
    }
    if (!startsPlain(false))
        return false;
    const auto begin = m_at;
    while (!isLineEnd() && !endsPlain(false))
        ++m_at;
    const bool isKey = peek() == ':';
    m_at = begin;
    return isKey;
}

void YamlScanner::readKey(std::size_t map, std::size_t child, bool isFlow)
{
    const auto begin = m_at;
    std::string name;
    if (takes('"')) {
        name = doubleQuoted(-1);
    } else if (takes('\'')) {
        name = singleQuoted(-1);
    } else {
        if (!startsPlain(isFlow))
            fail(m_at, "expected a key");
        while (!isLineEnd() && !endsPlain(isFlow))
            ++m_at;
        while (m_at > begin && (m_bytes[m_at - 1] == ' ' || m_bytes[m_at - 1] == '\t'))
            --m_at;
        name = m_bytes.substr(begin, m_at - begin);
        if (name == "<<")
            m_nodes[map].obstacle = "it merges another map (<<)";
    }
    const Span span{begin, m_at};
    if (isGood() && m_bytes.substr(begin, span.size()).find('\n') != std::string_view::npos)
        fail(begin, "a key over several lines");
    m_nodes[child].key = span;
    m_nodes[child].name = std::move(name);
}

/// The value behind a key's colon or a list's dash, on the same line or below it.
void YamlScanner::blockValue(std::size_t node, int parentIndent, Holder holder, int depth)
{
    if (depth > kMaxTreeDepth)
        return fail(m_at, "too deep");
    m_nodes[node].value = {m_at, m_at};
    skipBlank();
    auto obstacle = properties();
    bool mayBeMap = holder == Holder::Dash;
    if (!obstacle.empty() && mayBeMap && isKeyHere())
        return fail(m_at, "an anchor or a tag in front of a key");
    if (isLineEnd() || isComment()) {
        skipToContent();
        const bool isBelow =
            column() > parentIndent || (holder == Holder::Key && column() == parentIndent && isDash());
        if (isAtEnd() || isMarker() || !isBelow) {
            m_nodes[node].obstacle = obstacle;
            return;
        }
        mayBeMap = true;
        if (const auto more = properties(); !more.empty()) {
            if (isLineEnd() || isComment() || isKeyHere())
                return fail(m_at, "an anchor or a tag in front of a key");
            obstacle = more;
        }
    }
    content(node, parentIndent, mayBeMap, depth);
    if (!obstacle.empty())
        m_nodes[node].obstacle = obstacle;
}

void YamlScanner::content(std::size_t node, int parentIndent, bool mayBeMap, int depth)
{
    if (peek() == '?' && isSpaceAt(1))
        return fail(m_at, "a key with ?, which is not supported here");
    const bool isList = isDash();
    if (isList || isKeyHere()) {
        if (!mayBeMap)
            return fail(m_at, isList ? "a list may not begin behind a key" : "a second key on the line");
        refuseTabs();
        return isList ? blockList(node, column(), depth) : blockMap(node, column(), depth);
    }
    if (peek() == '|' || peek() == '>')
        return blockScalar(node, parentIndent);
    if (peek() == '[' || peek() == '{')
        flowValue(node, depth);
    else
        scalar(node, parentIndent, false);
    endLine();
}

void YamlScanner::blockMap(std::size_t node, int indent, int depth)
{
    m_nodes[node].kind = TreeNode::Kind::Map;
    const auto begin = m_at;
    while (isGood()) {
        if (!isKeyHere())
            return fail(m_at, "expected a key");
        const auto child = addNode(node, false);
        readKey(node, child, false);
        skipBlank();
        if (!takes(':'))
            return fail(m_at, "expected :");
        blockValue(child, indent, Holder::Key, depth + 1);
        m_nodes[node].value = {begin, m_nodes[child].value.end};
        skipToContent();
        if (isAtEnd() || isMarker() || column() < indent)
            return;
        if (column() > indent)
            fail(m_at, "this indentation fits nothing above it");
    }
}

void YamlScanner::blockList(std::size_t node, int indent, int depth)
{
    m_nodes[node].kind = TreeNode::Kind::List;
    const auto begin = m_at;
    while (isGood()) {
        const auto child = addNode(node, true);
        ++m_at;
        blockValue(child, indent, Holder::Dash, depth + 1);
        m_nodes[node].value = {begin, m_nodes[child].value.end};
        skipToContent();
        if (isAtEnd() || isMarker() || column() < indent || (column() == indent && !isDash()))
            return;
        if (column() > indent)
            fail(m_at, "this indentation fits nothing above it");
    }
}

} // namespace gatehouse::clients
