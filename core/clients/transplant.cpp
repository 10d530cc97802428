// SPDX-License-Identifier: Apache-2.0
#include "core/clients/transplant.h"

#include <algorithm>

namespace gatehouse::clients {
namespace {

base::Error notPossible(std::string_view why)
{
    return {base::ErrorCode::EntryNotEditable, "the entry can only be put back by hand: " + std::string(why)};
}

const TreeNode* nodeAt(const TreeText& text, const std::vector<std::string>& path)
{
    const auto* node = &text.root();
    for (const auto& part : path) {
        node = text.find(*node, part);
        if (node == nullptr)
            return nullptr;
    }
    return node;
}

std::size_t endOfLine(std::string_view bytes, std::size_t at)
{
    const auto newline = bytes.find('\n', at);
    return newline == std::string_view::npos ? bytes.size() : newline + 1;
}

bool isHeader(const TreeText& text, const TreeNode& node)
{
    const auto line = text.raw({text.lineBegin(node.key.begin), node.key.begin});
    const auto first = line.find_first_not_of(" \t");
    return text.isMap(node) && !node.isFlow && first != std::string_view::npos && line[first] == '[';
}

/// Every table with a header of its own, in the order in which they are met.
void collectTables(const TreeText& text, const TreeNode& node, std::vector<Span>& tables)
{
    if (isHeader(text, node)) {
        const auto end = std::max(node.key.end, node.value.end);
        tables.push_back({text.lineBegin(node.key.begin), endOfLine(text.bytes(), end)});
    }
    for (const auto* child : text.children(node))
        collectTables(text, *child, tables);
}

/// `text` with a line end behind its last line.
std::string finished(std::string_view text, std::string_view newLine)
{
    std::string out(text);
    if (!out.empty() && out.back() != '\n')
        out += newLine;
    return out;
}

} // namespace

base::Result<std::string> transplantedTables(
    const TreeText& source, std::string_view target, const std::vector<std::string>& path)
{
    const auto* const entry = nodeAt(source, path);
    if (entry == nullptr || !isHeader(source, *entry))
        return notPossible("it was no table with a header of its own");
    std::vector<Span> tables;
    collectTables(source, *entry, tables);
    const auto newLine = source.lineEnding(entry->key.begin);
    auto out = finished(target, newLine);
    for (const auto& table : tables) {
        if (!out.empty())
            out += newLine;
        out += finished(source.raw(table), newLine);
    }
    return out;
}

base::Result<std::string> transplantedLines(
    const TreeText& source, const TreeText& target, const std::vector<std::string>& path)
{
    const auto* const entry = nodeAt(source, path);
    const std::vector<std::string> parentPath(path.begin(), path.end() - 1);
    const auto* const from = nodeAt(source, parentPath);
    if (entry == nullptr || from == nullptr || from->isFlow || entry->key.size() == 0)
        return notPossible("it did not stand in lines of its own");
    const auto begin = source.lineBegin(entry->key.begin);
    const auto column = entry->key.begin - begin;
    if (!source.isBlank(begin, entry->key.begin))
        return notPossible("something else stood in its line");
    const auto newLine = source.lineEnding(entry->key.begin);
    const auto lines = finished(source.raw({begin, endOfLine(source.bytes(), entry->value.end)}), newLine);
    const auto* const into = nodeAt(target, parentPath);
    if (into == nullptr && path.size() == 2)
        return finished(target.bytes(), newLine) + std::string(source.raw(from->key)) + ":" +
            std::string(newLine) + lines;
    if (into == nullptr || !target.isMap(*into) || into->isFlow || into->children.empty())
        return notPossible("its place is not there any more");
    const auto& last = *target.children(*into).back();
    if (last.key.begin - target.lineBegin(last.key.begin) != column)
        return notPossible("the file is indented otherwise now");
    const auto at = endOfLine(target.bytes(), last.value.end);
    return finished(target.bytes().substr(0, at), newLine) + lines + std::string(target.bytes().substr(at));
}

} // namespace gatehouse::clients
