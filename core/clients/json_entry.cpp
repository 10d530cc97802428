// SPDX-License-Identifier: Apache-2.0
#include "core/clients/json_entry.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace gatehouse::clients {
namespace {

void warnOnce(EntryText& entry, std::string_view code)
{
    if (std::find(entry.warnings.begin(), entry.warnings.end(), code) == entry.warnings.end())
        entry.warnings.emplace_back(code);
}

std::optional<JsonMember> findAndWarn(
    const JsonText& text, EntryText& entry, Span object, std::string_view key)
{
    int count = 0;
    auto member = text.find(object, key, &count);
    if (count > 1)
        warnOnce(entry, "duplicate-key");
    return member;
}

void refuse(EntryText& entry, std::string_view reason, std::string detail)
{
    if (entry.reason.empty()) {
        entry.reason = reason;
        entry.detail = std::move(detail);
    }
}

/// Appends the strings of an array to the command; other elements as they are spelt.
void appendWords(const JsonText& text, Span array, EntryText& entry)
{
    JsonMember word;
    for (auto it = text.children(array); it.next(word);) {
        const bool isString = text.isString(word.value);
        entry.command.push_back(isString ? text.string(word.value) : std::string(text.raw(word.value)));
        if (!isString)
            refuse(entry, "not-editable", "an argument is not a string");
    }
}

void describeCommandArray(const JsonText& text, Span command, EntryText& entry)
{
    if (!text.isArray(command)) {
        refuse(entry, "not-editable", "its command is not an array");
        return;
    }
    appendWords(text, command, entry);
    if (entry.command.empty())
        refuse(entry, "no-command", "its command is empty");
}

void describeCommandAndArguments(
    const JsonText& text, const CommandPlace& place, Span command, EntryText& entry)
{
    if (!text.isString(command)) {
        refuse(entry, "not-editable", "its command is not a string");
        return;
    }
    entry.command.push_back(text.string(command));
    if (entry.command.front().empty())
        refuse(entry, "no-command", "its command is empty");
    const auto arguments = findAndWarn(text, entry, place.object, place.argumentsKey);
    if (!arguments)
        return;
    entry.hasArguments = true;
    if (!text.isArray(arguments->value)) {
        refuse(entry, "not-editable", "its arguments are not an array");
        return;
    }
    appendWords(text, arguments->value, entry);
}

/// The entry's type; nothing where it says none.
std::optional<std::string> typeOf(const JsonText& text, const EntryShape& shape, EntryText& entry)
{
    const auto type = findAndWarn(text, entry, entry.value, shape.typeKey);
    if (!type || !text.isString(type->value))
        return std::nullopt;
    return text.string(type->value);
}

bool isAmong(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool hasRemoteKey(const JsonText& text, const EntryShape& shape, const EntryText& entry)
{
    return std::any_of(shape.remoteKeys.begin(), shape.remoteKeys.end(),
        [&](const std::string& key) { return text.find(entry.value, key).has_value(); });
}

/// The first of them that is written; of a key that stands there twice the last, as clients read it.
std::string addressOf(const JsonText& text, const EntryShape& shape, const EntryText& entry)
{
    for (const auto& key : shape.remoteKeys) {
        const auto found = text.find(entry.value, key);
        if (found && text.isString(found->value))
            return text.string(found->value);
    }
    return {};
}

void addEnvironment(const JsonText& text, const EntryShape& shape, Span object, EntryText& entry)
{
    const auto environment = findAndWarn(text, entry, object, shape.environmentKey);
    if (!environment || !text.isObject(environment->value))
        return;
    JsonMember member;
    for (auto it = text.children(environment->value); it.next(member);)
        entry.environmentNames.push_back(text.string(member.key));
}

/// The elements of a list that a part like "name=files" means.
std::vector<JsonMember> findElements(const JsonText& text, Span list, std::string_view part)
{
    std::vector<JsonMember> found;
    const auto nameKey = part.substr(0, part.find('='));
    const auto name = nameOfElement(part);
    JsonMember element;
    for (auto it = text.children(list); it.next(element);) {
        if (memberText(text, element.value, nameKey) == name)
            found.push_back(element);
    }
    return found;
}

} // namespace

CommandPlace commandPlace(const JsonText& text, Span entry, const EntryShape& shape)
{
    if (shape.form == EntryShape::Form::CommandArray)
        return {entry, shape.commandKey, {}, false};
    if (shape.form == EntryShape::Form::NestedCommand) {
        const auto command = text.find(entry, shape.commandKey);
        if (command && text.isObject(command->value))
            return {command->value, std::string(kNestedCommandKey), shape.argumentsKey, true};
    }
    return {entry, shape.commandKey, shape.argumentsKey, false};
}

std::optional<std::string> memberText(const JsonText& text, Span object, std::string_view key)
{
    if (!text.isObject(object))
        return std::nullopt;
    const auto member = text.find(object, key);
    return member && text.isString(member->value) ? std::optional(text.string(member->value)) : std::nullopt;
}

std::string replaced(std::string_view text, std::size_t base, std::vector<Replacement> replacements)
{
    std::sort(replacements.begin(), replacements.end(),
        [](const Replacement& a, const Replacement& b) { return a.span.begin < b.span.begin; });
    auto size = text.size();
    for (const auto& replacement : replacements)
        size += replacement.bytes.size(); // more than needed by what is replaced, which is small
    std::string out;
    out.reserve(size);
    std::size_t at = 0;
    for (const auto& replacement : replacements) {
        out += text.substr(at, replacement.span.begin - base - at);
        out += replacement.bytes;
        at = replacement.span.end - base;
    }
    out += text.substr(at);
    return out;
}

void describeSurroundings(const JsonText& text, const EntryShape& shape, EntryText& entry)
{
    if (!text.isObject(entry.value))
        return;
    const auto place = commandPlace(text, entry.value, shape);
    addEnvironment(text, shape, entry.value, entry);
    entry.setsWorkingFolder = findAndWarn(text, entry, entry.value, shape.workingFolderKey).has_value();
    if (!place.isNested)
        return;
    addEnvironment(text, shape, place.object, entry);
    entry.setsWorkingFolder =
        entry.setsWorkingFolder || findAndWarn(text, entry, place.object, shape.workingFolderKey).has_value();
}

void describeEntry(const JsonText& text, const EntryShape& shape, EntryText& entry)
{
    if (!text.isObject(entry.value)) {
        entry.isObject = false;
        refuse(entry, "not-editable", "it is not an object");
        return;
    }
    describeSurroundings(text, shape, entry);
    const auto type = typeOf(text, shape, entry);
    if (type && isAmong(shape.builtInTypes, *type))
        return refuse(entry, "built-in", "its client brings it along and starts it itself");
    const bool isRemoteType = type && !isAmong(shape.stdioTypes, *type);
    const bool hasUrl = hasRemoteKey(text, shape, entry);
    // Asked for the sake of the warning, where the command is an object.
    findAndWarn(text, entry, entry.value, shape.commandKey);
    const auto place = commandPlace(text, entry.value, shape);
    const auto command = findAndWarn(text, entry, place.object, place.commandKey);
    if (isRemoteType || (hasUrl && !command)) {
        entry.kind = EntryText::Kind::Remote;
        entry.address = addressOf(text, shape, entry);
        refuse(entry, "remote", "it is a remote server");
    }
    if (!command) {
        refuse(entry, "no-command", "it has no command");
        return;
    }
    if (entry.kind != EntryText::Kind::Remote)
        entry.kind = EntryText::Kind::Stdio;
    if (hasUrl)
        warnOnce(entry, "command-and-url");
    if (place.argumentsKey.empty())
        describeCommandArray(text, command->value, entry);
    else
        describeCommandAndArguments(text, place, command->value, entry);
    if (!base::isValidUtf8(entry.keyPath))
        refuse(entry, "not-editable", "its name is not Unicode text");
}

std::vector<JsonMember> findAllByParts(
    const JsonText& text, const std::vector<std::string>& parts, bool* isRepeated)
{
    std::vector<JsonMember> found{{{}, text.root()}};
    for (const auto& part : parts) {
        const auto at = found.back().value;
        int count = 0;
        found.clear();
        if (text.isObject(at)) {
            if (const auto member = text.find(at, part, &count))
                found.push_back(*member);
        } else if (text.isArray(at) && part.find('=') != std::string::npos) {
            found = findElements(text, at, part);
            count = static_cast<int>(found.size());
        }
        if (found.empty())
            break;
        if (isRepeated != nullptr && count > 1)
            *isRepeated = true;
    }
    return found;
}

std::optional<JsonMember> findByParts(
    const JsonText& text, const std::vector<std::string>& parts, bool* isRepeated)
{
    const auto found = findAllByParts(text, parts, isRepeated);
    return found.empty() ? std::nullopt : std::optional(found.back());
}

} // namespace gatehouse::clients
