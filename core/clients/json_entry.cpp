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

std::optional<JsonMember> findAndWarn(const JsonText& text, EntryText& entry, std::string_view key)
{
    int count = 0;
    auto member = text.find(entry.value, key, &count);
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

void describeCommandAndArguments(const JsonText& text, const EntryShape& shape, Span command, EntryText& entry)
{
    if (!text.isString(command)) {
        refuse(entry, "not-editable", "its command is not a string");
        return;
    }
    entry.command.push_back(text.string(command));
    if (entry.command.front().empty())
        refuse(entry, "no-command", "its command is empty");
    const auto arguments = findAndWarn(text, entry, shape.argumentsKey);
    if (!arguments)
        return;
    if (!text.isArray(arguments->value)) {
        refuse(entry, "not-editable", "its arguments are not an array");
        return;
    }
    appendWords(text, arguments->value, entry);
}

bool namesARemoteType(const JsonText& text, const EntryShape& shape, EntryText& entry)
{
    const auto type = findAndWarn(text, entry, shape.typeKey);
    if (!type || !text.isString(type->value))
        return false;
    const auto name = text.string(type->value);
    return std::find(shape.stdioTypes.begin(), shape.stdioTypes.end(), name) == shape.stdioTypes.end();
}

bool hasRemoteKey(const JsonText& text, const EntryShape& shape, const EntryText& entry)
{
    return std::any_of(shape.remoteKeys.begin(), shape.remoteKeys.end(),
        [&](const std::string& key) { return text.find(entry.value, key).has_value(); });
}

} // namespace

std::string replaced(std::string_view text, std::size_t base, std::vector<Replacement> replacements)
{
    std::sort(replacements.begin(), replacements.end(),
        [](const Replacement& a, const Replacement& b) { return a.span.begin < b.span.begin; });
    std::string out;
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
    if (const auto environment = findAndWarn(text, entry, shape.environmentKey);
        environment && text.isObject(environment->value)) {
        JsonMember member;
        for (auto it = text.children(environment->value); it.next(member);)
            entry.environmentNames.push_back(text.string(member.key));
    }
    entry.setsWorkingFolder = findAndWarn(text, entry, shape.workingFolderKey).has_value();
}

void describeEntry(const JsonText& text, const EntryShape& shape, EntryText& entry)
{
    if (!text.isObject(entry.value)) {
        refuse(entry, "not-editable", "it is not an object");
        return;
    }
    describeSurroundings(text, shape, entry);
    const bool isRemoteType = namesARemoteType(text, shape, entry);
    const bool hasUrl = hasRemoteKey(text, shape, entry);
    const auto command = findAndWarn(text, entry, shape.commandKey);
    if (isRemoteType || (hasUrl && !command)) {
        entry.kind = EntryText::Kind::Remote;
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
    if (shape.form == EntryShape::Form::CommandArray)
        describeCommandArray(text, command->value, entry);
    else
        describeCommandAndArguments(text, shape, command->value, entry);
    if (!base::isValidUtf8(entry.keyPath))
        refuse(entry, "not-editable", "its name is not Unicode text");
}

std::optional<JsonMember> findByParts(const JsonText& text, const std::vector<std::string>& parts, bool* isRepeated)
{
    JsonMember at{{}, text.root()};
    for (const auto& part : parts) {
        if (!text.isObject(at.value))
            return std::nullopt;
        int count = 0;
        const auto member = text.find(at.value, part, &count);
        if (!member)
            return std::nullopt;
        if (isRepeated != nullptr && count > 1)
            *isRepeated = true;
        at = *member;
    }
    return at;
}

} // namespace gatehouse::clients
