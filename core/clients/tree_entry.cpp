// SPDX-License-Identifier: Apache-2.0
#include "core/clients/tree_document.h"

#include <algorithm>

namespace gatehouse::clients {
namespace {

void warnOnce(EntryText& entry, std::string_view code)
{
    if (std::find(entry.warnings.begin(), entry.warnings.end(), code) == entry.warnings.end())
        entry.warnings.emplace_back(code);
}

void refuse(EntryText& entry, std::string_view reason, std::string detail)
{
    if (entry.reason.empty()) {
        entry.reason = reason;
        entry.detail = std::move(detail);
    }
}

bool isAmong(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

const TreeNode* findAndWarn(const TreeText& text, const TreeNode& map, std::string_view key, EntryText& entry)
{
    int count = 0;
    const auto* found = text.find(map, key, &count);
    if (count > 1)
        warnOnce(entry, "duplicate-key");
    return found;
}

void describeSurroundingsIn(
    const TreeText& text, const TreeNode& map, const EntryShape& shape, EntryText& entry)
{
    if (const auto* environment = findAndWarn(text, map, shape.environmentKey, entry)) {
        for (const auto* member : text.children(*environment)) {
            if (!member->isElement)
                entry.environmentNames.push_back(member->name);
        }
    }
    entry.setsWorkingFolder =
        entry.setsWorkingFolder || findAndWarn(text, map, shape.workingFolderKey, entry) != nullptr;
}

/// The reason why something in the node cannot be edited; its depth is bounded when it is read.
std::string obstacleIn(const TreeText& text, const TreeNode& node)
{
    auto obstacle = node.obstacle;
    for (const auto* child : text.children(node)) {
        if (!obstacle.empty())
            break;
        obstacle = obstacleIn(text, *child);
    }
    return obstacle;
}

void appendWords(const TreeText& text, const TreeNode& list, EntryText& entry)
{
    for (const auto* word : text.children(list)) {
        const bool isString = text.isString(*word);
        entry.command.push_back(isString ? word->text : std::string(text.raw(word->value)));
        if (!isString)
            refuse(entry, "not-editable", "an argument is not a string");
    }
}

void describeCommand(const TreeText& text, const TreeCommand& place, EntryText& entry)
{
    if (place.argumentsKey.empty()) {
        if (!text.isList(*place.command))
            return refuse(entry, "not-editable", "its command is not an array");
        appendWords(text, *place.command, entry);
        if (entry.command.empty())
            refuse(entry, "no-command", "its command is empty");
        return;
    }
    if (!text.isString(*place.command))
        return refuse(entry, "not-editable", "its command is not a string");
    entry.command.push_back(place.command->text);
    if (place.command->text.empty())
        refuse(entry, "no-command", "its command is empty");
    if (!place.command->isMovable)
        refuse(entry, "not-editable", "its command is written over several lines");
    if (place.arguments == nullptr)
        return;
    if (!text.isList(*place.arguments))
        return refuse(entry, "not-editable", "its arguments are not an array");
    entry.hasArguments = true;
    appendWords(text, *place.arguments, entry);
}

/// The first of its keys that is written.
std::string addressOf(const TreeText& text, const TreeNode& node, const EntryShape& shape)
{
    for (const auto& key : shape.remoteKeys) {
        const auto* const found = text.find(node, key);
        if (found != nullptr && text.isString(*found))
            return found->text;
    }
    return {};
}

} // namespace

TreeCommand commandIn(const TreeText& text, const TreeNode& node, const EntryShape& shape)
{
    TreeCommand place{&node, text.find(node, shape.commandKey), nullptr, false, shape.argumentsKey};
    if (shape.form == EntryShape::Form::CommandArray) {
        place.argumentsKey.clear();
        place.arguments = place.command;
        return place;
    }
    if (shape.form == EntryShape::Form::NestedCommand && place.command != nullptr &&
        text.isMap(*place.command)) {
        place.map = place.command;
        place.command = text.find(*place.map, kNestedCommandKey);
        place.isNested = true;
    }
    place.arguments = text.find(*place.map, place.argumentsKey);
    return place;
}

void describeTreeEntry(const TreeText& text, const TreeNode& node, const EntryShape& shape, EntryText& entry)
{
    if (!text.isMap(node)) {
        entry.isObject = false;
        return refuse(entry, "not-editable", "it is not a table");
    }
    const auto place = commandIn(text, node, shape);
    describeSurroundingsIn(text, node, shape, entry);
    if (place.isNested)
        describeSurroundingsIn(text, *place.map, shape, entry);
    for (const auto& key : {shape.commandKey, shape.argumentsKey})
        findAndWarn(text, node, key, entry);
    const auto* type = findAndWarn(text, node, shape.typeKey, entry);
    const bool isNamedType = type != nullptr && text.isString(*type);
    if (isNamedType && isAmong(shape.builtInTypes, type->text))
        return refuse(entry, "built-in", "its client brings it along and starts it itself");
    const bool isRemoteType = isNamedType && !isAmong(shape.stdioTypes, type->text);
    const bool hasUrl = std::any_of(shape.remoteKeys.begin(), shape.remoteKeys.end(),
        [&](const std::string& key) { return text.find(node, key) != nullptr; });
    if (isRemoteType || (hasUrl && place.command == nullptr)) {
        entry.kind = EntryText::Kind::Remote;
        entry.address = addressOf(text, node, shape);
        refuse(entry, "remote", "it is a remote server");
    }
    if (place.command == nullptr)
        return refuse(entry, "no-command", "it has no command");
    if (entry.kind != EntryText::Kind::Remote)
        entry.kind = EntryText::Kind::Stdio;
    if (hasUrl)
        warnOnce(entry, "command-and-url");
    describeCommand(text, place, entry);
    if (node.isScattered || place.map->isScattered)
        refuse(entry, "not-editable", "dotted keys define it piece by piece");
    if (auto obstacle = obstacleIn(text, node); !obstacle.empty())
        refuse(entry, "not-editable", std::move(obstacle));
}

} // namespace gatehouse::clients
