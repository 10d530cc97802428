// SPDX-License-Identifier: Apache-2.0
#include "core/clients/json_entry.h"

#include <algorithm>

namespace gatehouse::clients {
namespace {

base::Error notOurs(const EntryText& entry, std::string_view why)
{
    return {base::ErrorCode::EntryNotEditable, "entry " + entry.keyPath + ": " + std::string(why)};
}

std::vector<Span> elementsOf(const JsonText& text, Span array)
{
    std::vector<Span> elements;
    JsonMember element;
    for (auto it = text.children(array); it.next(element);)
        elements.push_back(element.value);
    return elements;
}

/// What stands between two words of this array, comma included, in the way its author indents.
std::string separatorIn(const JsonText& text, const std::vector<Span>& elements, bool isSpaced)
{
    const auto first = std::string(text.raw(text.whiteSpaceBefore(elements.front().begin)));
    if (first.find('\n') != std::string::npos)
        return "," + first;
    if (elements.size() > 1) {
        const auto second = std::string(text.raw(text.whiteSpaceBefore(elements[1].begin)));
        if (second.find('\n') == std::string::npos)
            return "," + second;
    }
    return isSpaced ? ", " : ",";
}

/// Puts words in front of those that the array holds.
Replacement prepend(const JsonText& text, Span array, const std::vector<std::string>& words, bool isSpaced)
{
    const auto elements = elementsOf(text, array);
    const auto separator =
        elements.empty() ? std::string(isSpaced ? ", " : ",") : separatorIn(text, elements, isSpaced);
    std::string bytes;
    for (const auto& word : words)
        bytes += (bytes.empty() ? "" : separator) + word;
    if (elements.empty())
        return {{array.begin + 1, array.begin + 1}, bytes};
    return {{elements.front().begin, elements.front().begin}, bytes + separator};
}

/// What stands between a key and its value: ": " or as its author writes it, unless that holds a comment.
std::string colonOf(const JsonText& text, const JsonMember& member)
{
    const auto between = text.raw({member.key.end, member.value.begin});
    return between.find('/') == std::string_view::npos ? std::string(between) : ": ";
}

/// A new member behind `neighbour`, indented like it.
Replacement memberBehind(
    const JsonText& text, const JsonMember& neighbour, std::string_view key, const std::string& value)
{
    const auto indent = text.raw(text.whiteSpaceBefore(neighbour.key.begin));
    return {{neighbour.value.end, neighbour.value.end},
        "," + std::string(indent) + encodeJsonString(key) + colonOf(text, neighbour) + value};
}

/// True where nothing but white space, commas and the two words stands in the array.
bool holdsOnly(const JsonText& text, Span array, Span first, Span second)
{
    const auto isBlank = [&](std::size_t begin, std::size_t end) {
        return text.raw({begin, end}).find_first_not_of(" \t\r\n,") == std::string_view::npos;
    };
    return isBlank(array.begin + 1, first.begin) && isBlank(first.end, second.begin) &&
        isBlank(second.end, array.end - 1);
}

/// Takes the first `count` words out of an array, and the commas behind them.
Replacement dropFirst(const JsonText& text, Span array, const std::vector<Span>& elements, std::size_t count)
{
    const auto first = elements.front();
    const auto last = elements[count - 1];
    if (elements.size() > count)
        return {{first.begin, elements[count].begin}, {}};
    if (holdsOnly(text, array, first, last))
        return {array, "[]"};
    const auto behind = text.skipSpace(last.end);
    return {{first.begin, text.bytes()[behind] == ',' ? behind + 1 : last.end}, {}};
}

bool isOption(const JsonText& text, const std::vector<Span>& words, std::size_t at, const Routing& routing)
{
    return words.size() > at + 1 && text.isString(words[at]) && text.isString(words[at + 1]) &&
        text.string(words[at]) == routing.option();
}

bool isWrapper(const JsonText& text, Span value, const Routing& routing)
{
    return text.isString(value) && text.string(value) == routing.wrapper;
}

} // namespace

std::vector<Replacement> dropMember(const JsonText& text, Span object, const JsonMember& member)
{
    std::size_t previousEnd = object.begin + 1;
    JsonMember other;
    for (auto it = text.children(object); it.next(other) && other.key.begin < member.key.begin;)
        previousEnd = other.value.end;
    auto begin = text.whiteSpaceBefore(member.key.begin).begin;
    // What ends a comment in front of the member must stay.
    if (text.raw({previousEnd, begin}).find('/') != std::string_view::npos)
        begin = member.key.begin;
    const auto behind = text.skipSpace(member.value.end);
    if (text.bytes()[behind] == ',')
        return {{{begin, member.value.end}, {}}, {{behind, behind + 1}, {}}};
    const auto comma = text.skipSpace(previousEnd);
    if (previousEnd != object.begin + 1 && text.bytes()[comma] == ',')
        return {{{comma, comma + 1}, {}}, {{std::max(begin, comma + 1), member.value.end}, {}}};
    return {{{begin, member.value.end}, {}}};
}

base::Result<std::string> routedEntry(
    const JsonText& text, const EntryText& entry, const EntryShape& shape, const Routing& routing)
{
    if (!entry.reason.empty())
        return notOurs(entry, entry.detail);
    const auto place = commandPlace(text, entry.value, shape);
    const auto command = *text.find(place.object, place.commandKey);
    const auto wrapper = encodeJsonString(routing.wrapper);
    const auto option = encodeJsonString(routing.option());
    const bool isSpaced = colonOf(text, command) != ":";
    std::vector<Replacement> replacements;
    if (place.argumentsKey.empty()) {
        replacements.push_back(prepend(text, command.value, {wrapper, option}, isSpaced));
        return replaced(text.raw(entry.value), entry.value.begin, std::move(replacements));
    }
    const auto original = std::string(text.raw(command.value));
    replacements.push_back({command.value, wrapper});
    if (const auto arguments = text.find(place.object, place.argumentsKey)) {
        replacements.push_back(prepend(text, arguments->value, {option, original}, isSpaced));
    } else {
        const auto words = "[" + option + (isSpaced ? ", " : ",") + original + "]";
        // One replacement, since both stand at the end of the command's value.
        replacements.back().span.end = command.value.end;
        replacements.back().bytes += memberBehind(text, command, place.argumentsKey, words).bytes;
    }
    return replaced(text.raw(entry.value), entry.value.begin, std::move(replacements));
}

base::Result<std::string> unroutedEntry(const JsonText& text, const EntryText& entry, const EntryShape& shape,
    const Routing& routing, bool dropsEmptyArguments)
{
    if (!text.isObject(entry.value))
        return notOurs(entry, "it is not an object");
    const auto place = commandPlace(text, entry.value, shape);
    const auto command = text.find(place.object, place.commandKey);
    if (!command)
        return notOurs(entry, "it has no command");
    if (place.argumentsKey.empty()) {
        const auto words =
            text.isArray(command->value) ? elementsOf(text, command->value) : std::vector<Span>{};
        if (words.empty() || !isWrapper(text, words.front(), routing) || !isOption(text, words, 1, routing))
            return notOurs(entry, "its command is not our wrapper any more");
        return replaced(
            text.raw(entry.value), entry.value.begin, {dropFirst(text, command->value, words, 2)});
    }
    const auto arguments = text.find(place.object, place.argumentsKey);
    const auto words = arguments && text.isArray(arguments->value) ? elementsOf(text, arguments->value)
                                                                   : std::vector<Span>{};
    if (!isWrapper(text, command->value, routing) || !isOption(text, words, 0, routing))
        return notOurs(entry, "its command is not our wrapper any more");
    std::vector<Replacement> replacements;
    if (dropsEmptyArguments && words.size() == 2)
        replacements = dropMember(text, place.object, *arguments);
    else
        replacements.push_back(dropFirst(text, arguments->value, words, 2));
    replacements.push_back({command->value, std::string(text.raw(words[1]))});
    return replaced(text.raw(entry.value), entry.value.begin, std::move(replacements));
}

} // namespace gatehouse::clients
