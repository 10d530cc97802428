// SPDX-License-Identifier: Apache-2.0
#include "core/clients/tree_text.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace gatehouse::clients {

const TreeNode* TreeText::find(const TreeNode& map, std::string_view key, int* count) const
{
    const TreeNode* found = nullptr;
    if (!isMap(map))
        return found;
    for (const auto index : map.children) {
        if (m_nodes[index].name == key) {
            found = &m_nodes[index];
            if (count != nullptr)
                ++*count;
        }
    }
    return found;
}

std::vector<const TreeNode*> TreeText::children(const TreeNode& node) const
{
    std::vector<const TreeNode*> out;
    out.reserve(node.children.size());
    for (const auto index : node.children)
        out.push_back(&m_nodes[index]);
    return out;
}

int TreeText::lineAt(std::size_t offset) const
{
    return static_cast<int>(
               std::count(m_bytes.begin(), m_bytes.begin() + static_cast<std::ptrdiff_t>(offset), '\n')) +
        1;
}

std::size_t TreeText::lineBegin(std::size_t at) const
{
    const auto newline = at == 0 ? std::string_view::npos : m_bytes.rfind('\n', at - 1);
    if (newline != std::string_view::npos)
        return newline + 1;
    return hasByteOrderMark(m_bytes) ? kByteOrderMarkSize : 0;
}

std::string_view TreeText::lineEnding(std::size_t at) const
{
    auto newline = m_bytes.find('\n', at);
    if (newline == std::string_view::npos)
        newline = m_bytes.rfind('\n', at);
    return newline != std::string_view::npos && newline > 0 && m_bytes[newline - 1] == '\r' ? "\r\n" : "\n";
}

std::string_view TreeText::spaceBefore(std::size_t at) const
{
    auto begin = at;
    while (begin > 0 && isJsonSpace(m_bytes[begin - 1]))
        --begin;
    return m_bytes.substr(begin, at - begin);
}

std::size_t TreeText::skipSpace(std::size_t at) const
{
    while (at < m_bytes.size()) {
        if (m_bytes[at] == '#')
            at = std::min(m_bytes.find('\n', at), m_bytes.size());
        else if (isJsonSpace(m_bytes[at]))
            ++at;
        else
            break;
    }
    return at;
}

bool TreeText::isBlank(std::size_t begin, std::size_t end) const
{
    return std::all_of(m_bytes.begin() + static_cast<std::ptrdiff_t>(begin),
        m_bytes.begin() + static_cast<std::ptrdiff_t>(end), isJsonSpace);
}

base::Error treeError(std::string_view bytes, std::size_t at, std::string_view reason)
{
    const auto before = bytes.substr(0, at);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto newline = before.rfind('\n');
    const auto column = newline == std::string_view::npos ? at + 1 : at - newline;
    return {base::ErrorCode::FileDoesNotParse,
        "line " + std::to_string(line) + " column " + std::to_string(column) + ": " + std::string(reason)};
}

std::optional<std::size_t> forbiddenByte(std::string_view bytes)
{
    for (std::size_t at = 0; at < bytes.size();) {
        const auto character = base::decodeUtf8(bytes, at);
        const bool isBreak = bytes[at] == '\t' || bytes[at] == '\n' || bytes.substr(at, 2) == "\r\n";
        const bool isControl = (character.codePoint < 0x20 && !isBreak) || character.codePoint == 0x7F;
        if (character.length == 0 || isControl)
            return at;
        at += character.length;
    }
    return std::nullopt;
}

std::optional<std::uint32_t> hexCodePoint(std::string_view text, std::size_t at, std::size_t digits)
{
    if (at + digits > text.size())
        return std::nullopt;
    std::uint32_t code = 0;
    for (const char c : text.substr(at, digits)) {
        const auto lower = static_cast<char>(c | 0x20);
        if (c >= '0' && c <= '9')
            code = code * 16 + static_cast<std::uint32_t>(c - '0');
        else if (lower >= 'a' && lower <= 'f')
            code = code * 16 + static_cast<std::uint32_t>(lower - 'a' + 10);
        else
            return std::nullopt;
    }
    const bool isSurrogate = code >= 0xD800 && code < 0xE000;
    return isSurrogate || code > 0x10FFFF ? std::nullopt : std::optional(code);
}

} // namespace gatehouse::clients
