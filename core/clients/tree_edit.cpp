// SPDX-License-Identifier: Apache-2.0
#include "core/clients/tree_document.h"

namespace gatehouse::clients {
namespace {

base::Error notEditable(const EntryText& entry, std::string_view why)
{
    return {base::ErrorCode::EntryNotEditable, "entry " + entry.keyPath + ": " + std::string(why)};
}

std::string listOf(const std::vector<std::string>& words, std::string_view separator)
{
    std::string out;
    for (const auto& word : words)
        out += (out.empty() ? std::string() : std::string(separator)) + word;
    return out;
}

/// What stands between two words of a list in brackets: a comma, and the line's end where each word has a
/// line.
std::string separatorIn(const TreeText& text, const TreeNode& first)
{
    const auto space = std::string(text.spaceBefore(first.value.begin));
    return space.find('\n') == std::string::npos ? ", " : "," + space;
}

/// Where a block element begins, and what starts a new line at that column.
std::string newDash(const TreeText& text, const TreeNode& element)
{
    const auto column = element.dash - text.lineBegin(element.dash);
    return std::string(text.lineEnding(element.dash)) + std::string(column, ' ') + "- ";
}

Replacement prepend(const TreeText& text, const TreeNode& list, const std::vector<std::string>& words)
{
    if (list.children.empty())
        return {{list.value.begin + 1, list.value.begin + 1}, listOf(words, ", ")};
    const auto& first = text.node(list.children.front());
    if (list.isFlow) {
        const auto separator = separatorIn(text, first);
        return {{first.value.begin, first.value.begin}, listOf(words, separator) + separator};
    }
    const auto dash = newDash(text, first);
    const auto indent = dash.substr(0, dash.size() - 2);
    return {{first.dash, first.dash}, "- " + listOf(words, dash) + indent};
}

/// Takes the first `count` words out of a list.
std::vector<Replacement> dropFirst(const TreeText& text, const TreeNode& list, std::size_t count)
{
    const auto words = text.children(list);
    const auto& first = *words.front();
    const auto& last = *words[count - 1];
    if (!list.isFlow && words.size() > count)
        return {{{first.dash, words[count]->dash}, {}}};
    if (!list.isFlow) {
        // An empty list has no lines of its own: it stands behind the key.
        const auto colon = text.bytes().find(':', list.key.end) + 1;
        return {{{colon, colon}, " []"}, {{first.dash, last.value.end}, {}}};
    }
    if (words.size() > count)
        return {{{first.value.begin, words[count]->value.begin}, {}}};
    const auto comma = text.skipSpace(last.value.end);
    if (text.bytes()[comma] != ',')
        return {{{first.value.begin, last.value.end}, {}}};
    return {{{first.value.begin, last.value.end}, {}}, {{comma, comma + 1}, {}}};
}

/// The members of a map that stand right in front of and behind one of them.
struct Neighbours {
    const TreeNode* before = nullptr;
    const TreeNode* behind = nullptr;
};
Neighbours neighboursOf(const TreeText& text, const TreeNode& map, const TreeNode& member)
{
    Neighbours found;
    for (const auto* child : text.children(map)) {
        // What a table of its own defines stands elsewhere.
        const bool isHere = child->key.begin >= map.value.begin && child->value.end <= map.value.end;
        if (child == &member || !isHere)
            continue;
        if (child->key.begin < member.key.begin)
            found.before = child;
        else if (found.behind == nullptr)
            found.behind = child;
    }
    return found;
}

/// Takes a member out where no comment stands around it; nothing where one does.
std::vector<Replacement> dropMember(const TreeText& text, const TreeNode& map, const TreeNode& member)
{
    const auto around = neighboursOf(text, map, member);
    const auto isFree = [&](std::size_t begin, std::size_t end) {
        return text.raw({begin, end}).find_first_not_of(" \t\r\n,") == std::string_view::npos;
    };
    if (map.isFlow && around.before != nullptr && isFree(around.before->value.end, member.key.begin))
        return {{{around.before->value.end, member.value.end}, {}}};
    if (around.behind != nullptr && isFree(member.value.end, around.behind->key.begin))
        return {{{member.key.begin, around.behind->key.begin}, {}}};
    const auto line = text.lineBegin(member.key.begin);
    const auto newline = text.bytes().find('\n', member.value.end);
    if (map.isFlow || newline == std::string_view::npos || line < map.value.begin ||
        newline >= map.value.end || !text.isBlank(line, member.key.begin) ||
        !text.isBlank(member.value.end, newline))
        return {};
    return {{{line, newline + 1}, {}}};
}

bool isText(const TreeText& text, const TreeNode* node, std::string_view wanted)
{
    return node != nullptr && text.isString(*node) && node->text == wanted;
}

} // namespace

base::Result<std::string> routedTreeEntry(const TreeText& text, const TreeSyntax& syntax,
    const TreeNode& node, const EntryText& entry, const EntryShape& shape, const Routing& routing)
{
    if (!entry.reason.empty())
        return notEditable(entry, entry.detail);
    const auto place = commandIn(text, node, shape);
    const auto wrapper = syntax.quoted(routing.wrapper);
    const auto option = syntax.quoted(routing.option());
    std::vector<Replacement> replacements;
    if (place.argumentsKey.empty()) {
        replacements.push_back(prepend(text, *place.command, {wrapper, option}));
        return replaced(text.raw(entry.value), entry.value.begin, std::move(replacements));
    }
    const bool isFlow = place.arguments != nullptr ? place.arguments->isFlow : place.map->isFlow;
    const std::vector<std::string> words{option, syntax.moved(text, *place.command, isFlow)};
    if (place.arguments != nullptr) {
        replacements.push_back({place.command->value, wrapper});
        replacements.push_back(prepend(text, *place.arguments, words));
    } else if (place.map->isFlow) {
        replacements.push_back({place.command->value,
            wrapper + ", " + syntax.key(place.argumentsKey) + std::string(syntax.assignment()) + "[" +
                listOf(words, ", ") + "]"});
    } else {
        const auto at = place.command->key.begin;
        replacements.push_back({place.command->value, wrapper});
        replacements.push_back(
            {{at, at}, syntax.memberBefore(text, *place.command, place.argumentsKey, words)});
    }
    return replaced(text.raw(entry.value), entry.value.begin, std::move(replacements));
}

base::Result<std::string> unroutedTreeEntry(const TreeText& text, const TreeSyntax& syntax,
    const TreeNode& node, const EntryText& entry, const EntryShape& shape, const Routing& routing,
    bool dropsEmptyArguments)
{
    const auto place = commandIn(text, node, shape);
    const bool hasWords = place.arguments != nullptr && text.isList(*place.arguments);
    const auto words = hasWords ? text.children(*place.arguments) : std::vector<const TreeNode*>{};
    const auto wordAt = [&](std::size_t at) { return at < words.size() ? words[at] : nullptr; };
    const bool isArray = place.argumentsKey.empty();
    const bool isOurs = isArray
        ? isText(text, wordAt(0), routing.wrapper) && isText(text, wordAt(1), routing.option())
        : isText(text, place.command, routing.wrapper) && isText(text, wordAt(0), routing.option()) &&
            wordAt(1) != nullptr && text.isString(*wordAt(1));
    if (!isOurs)
        return notEditable(entry, "its command is not our wrapper any more");
    std::vector<Replacement> replacements;
    if (dropsEmptyArguments && words.size() == 2 && !isArray)
        replacements = dropMember(text, *place.map, *place.arguments);
    if (replacements.empty())
        replacements = dropFirst(text, *place.arguments, 2);
    if (!isArray)
        replacements.push_back({place.command->value, syntax.moved(text, *words[1], place.map->isFlow)});
    return replaced(text.raw(entry.value), entry.value.begin, std::move(replacements));
}

} // namespace gatehouse::clients
