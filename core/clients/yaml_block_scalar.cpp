// SPDX-License-Identifier: Apache-2.0
#include "core/clients/yaml_scan.h"

#include <algorithm>

namespace gatehouse::clients {

std::string joinBlockLines(const std::vector<std::string>& lines, bool isFolded, char chomping)
{
    std::string out;
    std::size_t empty = 0;
    bool hasContent = false;
    bool wasIndented = false;
    for (const auto& line : lines) {
        if (line.empty()) {
            ++empty;
            continue;
        }
        // Lines that are indented further keep the breaks around them.
        const bool isIndented = line[0] == ' ' || line[0] == '\t';
        if (!isFolded || isIndented || wasIndented)
            out.append(empty + (hasContent ? 1 : 0), '\n');
        else if (empty > 0)
            out.append(empty, '\n');
        else if (hasContent)
            out.push_back(' ');
        wasIndented = isIndented;
        hasContent = true;
        empty = 0;
        out += line;
    }
    if (chomping == '+')
        out.append(empty + (hasContent ? 1 : 0), '\n');
    else if (chomping != '-' && hasContent)
        out.push_back('\n');
    return out;
}

/// The column of the first line that is not empty; 0 where it does not belong to the scalar.
std::size_t YamlScanner::blockIndent(int parentIndent) const
{
    auto at = m_at;
    std::size_t begin = at;
    while (at < m_bytes.size() && isJsonSpace(m_bytes[at]) && m_bytes[at] != '\t') {
        if (m_bytes[at] == '\n')
            begin = at + 1;
        ++at;
    }
    const auto indent = at - begin;
    return at < m_bytes.size() && static_cast<int>(indent) > parentIndent ? indent : 0;
}

void YamlScanner::blockScalar(std::size_t node, int parentIndent)
{
    const auto begin = m_at;
    const bool isFolded = m_bytes[m_at++] == '>';
    char chomping = ' ';
    std::size_t indent = 0;
    for (; !isSpaceAt(0); ++m_at) {
        if ((peek() == '+' || peek() == '-') && chomping == ' ')
            chomping = peek();
        else if (peek() >= '1' && peek() <= '9' && indent == 0)
            indent = static_cast<std::size_t>(std::max(parentIndent, 0) + (peek() - '0'));
        else
            return fail(m_at, "expected the end of the line");
    }
    if (parentIndent < 0)
        return fail(begin, "a block scalar as the whole document");
    auto end = m_at;
    endLine();
    m_at = std::min(m_bytes.find('\n', m_at), m_bytes.size());
    m_at += isAtEnd() ? 0 : 1;
    if (indent == 0)
        indent = blockIndent(parentIndent);
    std::vector<std::string> lines;
    while (isGood() && !isAtEnd() && indent > 0) {
        const auto newline = std::min(m_bytes.find('\n', m_at), m_bytes.size());
        auto line = m_bytes.substr(m_at, newline - m_at);
        line.remove_suffix(line.ends_with('\r') ? 1 : 0);
        const auto used = std::min(line.find_first_not_of(' '), line.size());
        if (used < line.size() && used < indent)
            break;
        lines.emplace_back(line.substr(std::min(indent, line.size())));
        if (!lines.back().empty())
            end = m_at + line.size();
        m_at = std::min(newline + 1, m_bytes.size());
    }
    if (!isGood())
        return;
    auto& made = m_nodes[node];
    made.kind = TreeNode::Kind::String;
    made.value = {begin, end};
    made.text = joinBlockLines(lines, isFolded, chomping);
    m_at = end;
}

} // namespace gatehouse::clients
