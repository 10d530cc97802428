// SPDX-License-Identifier: Apache-2.0
#include "core/clients/toml_scan.h"

// Who may add to which table: what TOML 1.0 forbids is refused here, since Codex does not start with such a
// file.

namespace gatehouse::clients {
namespace {

constexpr std::size_t kNone = 0; // the root is nobody's child

} // namespace

base::Result<TreeText> TomlScanner::readFile(std::size_t begin)
{
    m_at = begin;
    m_nodes.front().value = {begin, begin};
    while (isGood()) {
        skipSpace();
        if (isAtEnd())
            break;
        if (peek() == '[')
            readHeader();
        else
            readMember(m_table, 0);
        endLine();
    }
    if (!isGood())
        return error();
    return TreeText(m_bytes, std::move(m_nodes));
}

base::Result<TreeText> TomlScanner::readValue()
{
    value(0, 0);
    if (m_at != m_bytes.size())
        fail(m_at, "expected the end");
    if (!isGood())
        return error();
    return TreeText(m_bytes, std::move(m_nodes));
}

std::size_t TomlScanner::addNode(std::size_t parent, const KeyPart* part, Origin origin)
{
    TreeNode node;
    node.isElement = part == nullptr;
    if (part != nullptr) {
        node.key = part->span;
        node.name = part->name;
        m_children.emplace(std::to_string(parent) + '.' + node.name, m_nodes.size());
    }
    node.value = {m_at, m_at};
    node.kind = origin == Origin::Tables ? TreeNode::Kind::List : TreeNode::Kind::Map;
    node.isScattered = origin == Origin::Dotted;
    m_nodes.push_back(std::move(node));
    m_origins.push_back(origin);
    m_nodes[parent].children.push_back(m_nodes.size() - 1);
    return m_nodes.size() - 1;
}

std::size_t TomlScanner::findChild(std::size_t parent, const std::string& name) const
{
    const auto found = m_children.find(std::to_string(parent) + '.' + name);
    return found == m_children.end() ? kNone : found->second;
}

/// Goes one step down a header's path or a dotted key, and makes the table where there is none.
std::size_t TomlScanner::descend(std::size_t table, const KeyPart& part, Origin origin)
{
    const auto child = findChild(table, part.name);
    if (child == kNone)
        return addNode(table, &part, origin);
    const auto made = m_origins[child];
    if (made == Origin::Tables && origin == Origin::Path)
        return m_nodes[child].children.back();
    // A dotted key may add to what dotted keys made, and to nothing else.
    if (made == Origin::Value || made == Origin::Tables ||
        (origin == Origin::Dotted && made != Origin::Dotted))
        fail(part.span.begin, "this table is defined already");
    return child;
}

void TomlScanner::readHeader()
{
    const auto begin = m_at++;
    const bool isArray = takes("[");
    const auto parts = readKey();
    if (!takes(isArray ? "]]" : "]"))
        fail(m_at, "expected ]");
    if (!isGood())
        return;
    std::size_t table = 0;
    for (std::size_t i = 0; i + 1 < parts.size() && isGood(); ++i)
        table = descend(table, parts[i], Origin::Path);
    if (!isGood())
        return;
    const auto& last = parts.back();
    auto child = findChild(table, last.name);
    if (isArray) {
        if (child == kNone)
            child = addNode(table, &last, Origin::Tables);
        else if (m_origins[child] != Origin::Tables)
            return fail(begin, "this is no array of tables");
        m_table = addNode(child, nullptr, Origin::Header);
        return;
    }
    if (child == kNone) {
        child = addNode(table, &last, Origin::Header);
    } else if (m_origins[child] == Origin::Path) {
        m_origins[child] = Origin::Header;
        m_nodes[child].key = last.span;
        m_nodes[child].value = {m_at, m_at};
    } else {
        return fail(begin, "this table is defined already");
    }
    m_table = child;
}

void TomlScanner::readMember(std::size_t table, int depth)
{
    const auto parts = readKey();
    if (!takes("="))
        fail(m_at, "expected =");
    skipBlank();
    if (!isGood())
        return;
    const auto owner = table;
    for (std::size_t i = 0; i + 1 < parts.size() && isGood(); ++i)
        table = descend(table, parts[i], Origin::Dotted);
    if (!isGood())
        return;
    if (findChild(table, parts.back().name) != kNone)
        return fail(parts.back().span.begin, "this key stands here twice");
    const auto node = addNode(table, &parts.back(), Origin::Value);
    value(node, depth + static_cast<int>(parts.size()));
    spread(owner, {parts.front().span.begin, m_at});
}

/// The bytes of a table without brackets reach from its first key to its last value.
void TomlScanner::spread(std::size_t table, Span span)
{
    auto& value = m_nodes[table].value;
    if (value.size() == 0)
        value.begin = span.begin;
    value.end = span.end;
}

} // namespace gatehouse::clients
