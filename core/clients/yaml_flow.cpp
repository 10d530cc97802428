// SPDX-License-Identifier: Apache-2.0
#include "core/clients/yaml_scan.h"

namespace gatehouse::clients {

/// A value between brackets, or the brackets themselves. Indentation means nothing there.
void YamlScanner::flowValue(std::size_t node, int depth)
{
    if (depth > kMaxTreeDepth || isMarker())
        return fail(m_at, "too deep, or a bracket without its end");
    const auto obstacle = properties();
    if (!obstacle.empty())
        skipToContent();
    const auto begin = m_at;
    const bool isMap = peek() == '{';
    if (isMap)
        flowMap(node, depth);
    else if (peek() == '[')
        flowList(node, depth);
    else
        scalar(node, -1, true);
    if (!obstacle.empty())
        m_nodes[node].obstacle = obstacle;
    if (peek(0) == '\0' && !isGood())
        return;
    if (m_bytes[begin] == '{' || m_bytes[begin] == '[') {
        m_nodes[node].kind = isMap ? TreeNode::Kind::Map : TreeNode::Kind::List;
        m_nodes[node].value = {begin, m_at};
        m_nodes[node].isFlow = true;
    }
}

void YamlScanner::flowList(std::size_t node, int depth)
{
    ++m_at;
    while (isGood()) {
        skipToContent();
        if (takes(']'))
            return;
        const auto element = addNode(node, true);
        flowValue(element, depth + 1);
        skipToContent();
        if (peek() == ':')
            return fail(m_at, "a pair in a list, which is not supported here");
        if (takes(']'))
            return;
        if (!takes(','))
            fail(m_at, "expected , or ]");
    }
}

void YamlScanner::flowMap(std::size_t node, int depth)
{
    ++m_at;
    while (isGood()) {
        skipToContent();
        if (takes('}'))
            return;
        if (isMarker() || (peek() == '?' && isSpaceAt(1)))
            return fail(m_at, "a key with ?, which is not supported here");
        const auto child = addNode(node, false);
        readKey(node, child, true);
        m_nodes[child].value = {m_at, m_at};
        skipToContent();
        if (takes(':')) {
            m_nodes[child].value = {m_at, m_at};
            skipToContent();
            if (!isOneOf(",}"))
                flowValue(child, depth + 1);
        }
        skipToContent();
        if (takes('}'))
            return;
        if (!takes(','))
            fail(m_at, "expected , or }");
    }
}

} // namespace gatehouse::clients
