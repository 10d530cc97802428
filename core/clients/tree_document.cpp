// SPDX-License-Identifier: Apache-2.0
#include "core/clients/tree_document.h"

#include <unordered_map>

namespace gatehouse::clients {
namespace {

std::string joined(const std::string& obstacle, const TreeNode& node)
{
    return obstacle.empty() ? node.obstacle : obstacle;
}

base::Error notFound(const EntryText& entry)
{
    return {base::ErrorCode::EntryNotEditable, "entry " + entry.keyPath + ": its path leads to nothing"};
}

} // namespace

TreeDocument::Place TreeDocument::rootPlace() const
{
    return {&m_text.root(), {}, {}, m_text.root().obstacle};
}

/// What `part` may mean below `place`: the last of a key, or every element of a list that has the name.
std::vector<TreeDocument::Place> TreeDocument::steps(const Place& place, const std::string& part) const
{
    int count = 0;
    std::vector<const TreeNode*> found;
    std::string name = part;
    if (m_text.isList(*place.node) && part.find('=') != std::string::npos) {
        name = nameOfElement(part);
        for (const auto* element : m_text.children(*place.node)) {
            const auto* named = m_text.find(*element, part.substr(0, part.find('=')));
            if (named != nullptr && m_text.isString(*named) && named->text == name)
                found.push_back(element);
        }
        count = static_cast<int>(found.size());
    } else if (const auto* node = m_text.find(*place.node, part, &count)) {
        found.push_back(node);
    }
    std::vector<Place> places;
    places.reserve(found.size());
    for (const auto* node : found)
        places.push_back({node, place.pointer + "/" + escapePointer(part), name,
            joined(place.obstacle, *node), place.isRepeated || count > 1});
    return places;
}

std::optional<TreeDocument::Place> TreeDocument::walk(const std::vector<std::string>& parts) const
{
    std::optional place = rootPlace();
    for (const auto& part : parts) {
        auto places = steps(*place, part);
        if (places.empty())
            return std::nullopt;
        place = std::move(places.back());
    }
    return place;
}

/// What clients see of a map or a list: the last of each key, in the order of the file.
std::vector<TreeDocument::Place> TreeDocument::members(const Place& place, const std::string& nameKey) const
{
    std::vector<Place> out;
    std::unordered_map<std::string, std::size_t> known;
    for (const auto* child : m_text.children(*place.node)) {
        auto name = child->name;
        if (child->isElement) {
            const auto* named = m_text.find(*child, nameKey);
            name = named != nullptr && m_text.isString(*named) ? named->text : std::string();
        }
        const auto pointer =
            place.pointer + "/" + escapePointer(child->isElement ? elementPart(nameKey, name) : name);
        Place member{child, pointer, name, joined(place.obstacle, *child), place.isRepeated};
        const auto [at, isNew] = known.try_emplace(pointer, out.size());
        if (isNew) {
            out.push_back(std::move(member));
            continue;
        }
        member.isShared = child->isElement;
        member.isRepeated = true;
        out[at->second] = std::move(member);
    }
    return out;
}

EntryText TreeDocument::describe(const Place& place, const EntryShape& shape) const
{
    EntryText entry;
    entry.keyPath = place.pointer;
    entry.name = place.name;
    entry.keyOffset = place.node->key.size() == 0 ? place.node->value.begin : place.node->key.begin;
    entry.value = place.node->value;
    if (place.isRepeated)
        entry.warnings.emplace_back("duplicate-key");
    describeTreeEntry(m_text, *place.node, shape, entry);
    if (place.node->isElement)
        refuseAmbiguousElement(entry, place.isShared);
    if (entry.reason.empty() && !place.obstacle.empty()) {
        entry.reason = "not-editable";
        entry.detail = place.obstacle;
    }
    return entry;
}

base::Result<std::vector<EntryText>> TreeDocument::entries(
    const std::vector<ServerContainer>& containers, const EntryShape& shape) const
{
    std::vector<EntryText> out;
    for (const auto& container : containers)
        collect(rootPlace(), container, 0, shape, out);
    if (out.size() > kMaxEntries)
        return base::Error{
            base::ErrorCode::TooLarge, "more than " + std::to_string(kMaxEntries) + " servers"};
    return out;
}

// Recurses over the path of the container, which the table gives, and not over the file's depth.
void TreeDocument::collect(const Place& place, const ServerContainer& container, std::size_t depth,
    const EntryShape& shape, std::vector<EntryText>& out) const
{
    if (out.size() > kMaxEntries)
        return;
    const bool isLast = depth == container.path.size();
    if (isLast && container.isSingle) {
        out.push_back(describe(place, shape));
        out.back().scope = container.scope;
    } else if (isLast) {
        if (m_text.isList(*place.node) && container.nameKey.empty())
            return;
        for (const auto& member : members(place, container.nameKey)) {
            auto entry = describe(member, shape);
            // A flat file's root holds other things than servers, too.
            if (container.path.empty() && entry.kind == EntryText::Kind::Unknown)
                continue;
            entry.scope = container.scope;
            out.push_back(std::move(entry));
        }
    } else if (container.path[depth] == "*") {
        if (m_text.isList(*place.node))
            return;
        for (const auto& member : members(place, {}))
            collect(member, container, depth + 1, shape, out);
    } else if (const auto next = steps(place, container.path[depth]); !next.empty()) {
        collect(next.back(), container, depth + 1, shape, out);
    }
}

std::vector<EntryText> TreeDocument::findAll(const std::string& keyPath, const EntryShape& shape) const
{
    auto parts = splitPointer(keyPath);
    if (!parts || parts->empty())
        return {};
    const auto last = parts->back();
    parts->pop_back();
    const auto around = walk(*parts);
    std::vector<EntryText> found;
    if (!around)
        return found;
    for (const auto& place : steps(*around, last))
        found.push_back(describe(place, shape));
    return found;
}

std::vector<std::string> TreeDocument::keysAt(const std::vector<std::string>& path) const
{
    std::vector<std::string> keys;
    const auto place = walk(path);
    if (!place || !m_text.isMap(*place->node))
        return keys;
    for (const auto* child : m_text.children(*place->node)) {
        if (keys.size() < kMaxEntries)
            keys.push_back(child->name);
    }
    return keys;
}

std::optional<TreeDocument::Place> TreeDocument::placeOf(const EntryText& entry) const
{
    const auto path = splitPointer(entry.keyPath);
    return path ? walk(*path) : std::nullopt;
}

base::Result<std::string> TreeDocument::routed(
    const EntryText& entry, const EntryShape& shape, const Routing& routing) const
{
    const auto place = placeOf(entry);
    if (!place)
        return notFound(entry);
    return routedTreeEntry(m_text, m_syntax, *place->node, entry, shape, routing);
}

base::Result<std::string> TreeDocument::unrouted(
    const EntryText& entry, const EntryShape& shape, const Routing& routing, bool dropsEmptyArguments) const
{
    const auto place = placeOf(entry);
    if (!place)
        return notFound(entry);
    return unroutedTreeEntry(m_text, m_syntax, *place->node, entry, shape, routing, dropsEmptyArguments);
}

std::string TreeDocument::untouchedPart(const EntryText& entry, const EntryShape& shape) const
{
    const auto place = placeOf(entry);
    if (!place)
        return {};
    const auto command = commandIn(m_text, *place->node, shape);
    std::string out;
    const auto appendMap = [&](const TreeNode& map) {
        for (const auto* child : m_text.children(map)) {
            const bool isCommand =
                child == command.command || child == command.arguments || child == command.map;
            if (!isCommand)
                append(out, *child);
        }
    };
    appendMap(*place->node);
    if (command.isNested)
        appendMap(*command.map);
    return out;
}

// The depth of the tree is bounded when it is read.
void TreeDocument::append(std::string& out, const TreeNode& node) const
{
    out += m_text.raw(node.key);
    out += ':';
    if (node.children.empty())
        out += m_text.raw(node.value);
    for (const auto* child : m_text.children(node))
        append(out, *child);
    out += '\n';
}

} // namespace gatehouse::clients
