// SPDX-License-Identifier: Apache-2.0
#include "core/clients/dialect.h"
#include "core/clients/json_entry.h"
#include "core/clients/json_insert.h"

#include <unordered_map>

namespace gatehouse::clients {
namespace {

class JsonDocument final : public Document {
public:
    explicit JsonDocument(JsonText text)
        : m_text(text)
    {
    }

    base::Result<std::vector<EntryText>> entries(
        const std::vector<ServerContainer>& containers, const EntryShape& shape) const override
    {
        std::vector<EntryText> out;
        for (const auto& container : containers)
            collect({{{}, m_text.root()}, {}, false}, container, 0, shape, out);
        if (out.size() > kMaxEntries)
            return base::Error{
                base::ErrorCode::TooLarge, "more than " + std::to_string(kMaxEntries) + " servers"};
        return out;
    }

    std::vector<EntryText> findAll(const std::string& keyPath, const EntryShape& shape) const override
    {
        const auto parts = splitPointer(keyPath);
        if (!parts || parts->empty())
            return {};
        bool isRepeated = false;
        std::vector<EntryText> found;
        for (const auto& member : findAllByParts(m_text, *parts, &isRepeated)) {
            const bool isElement = member.key.size() == 0;
            const auto name = isElement ? nameOfElement(parts->back()) : parts->back();
            found.push_back(describe(member, keyPath, name, isRepeated, shape));
        }
        return found;
    }

    std::vector<std::string> keysAt(const std::vector<std::string>& path) const override
    {
        std::vector<std::string> keys;
        const auto object = findByParts(m_text, path);
        if (!object || !m_text.isObject(object->value))
            return keys;
        JsonMember member;
        for (auto it = m_text.children(object->value); keys.size() < kMaxEntries && it.next(member);)
            keys.push_back(m_text.string(member.key));
        return keys;
    }

    int lineAt(std::size_t offset) const override { return m_text.lineAt(offset); }

    base::Result<std::string> routed(
        const EntryText& entry, const EntryShape& shape, const Routing& routing) const override
    {
        return routedEntry(m_text, entry, shape, routing);
    }

    base::Result<std::string> unrouted(const EntryText& entry, const EntryShape& shape,
        const Routing& routing, bool dropsEmptyArguments) const override
    {
        return unroutedEntry(m_text, entry, shape, routing, dropsEmptyArguments);
    }

    base::Result<Insertion> inserted(const std::vector<std::string>& path, const std::string& value,
        const std::string& indent) const override
    {
        return insertedEntry(m_text, path, value, indent);
    }

    base::Result<std::vector<Replacement>> removed(
        const std::string& keyPath, int createdLevels) const override
    {
        return removedEntry(m_text, keyPath, createdLevels);
    }

    std::string indentOf(const EntryText& entry) const override
    {
        return lineIndent(m_text, entry.keyOffset);
    }

    std::string untouchedPart(const EntryText& entry, const EntryShape& shape) const override
    {
        const auto place = commandPlace(m_text, entry.value, shape);
        auto out =
            membersBut(entry.value, shape.commandKey, place.isNested ? std::string() : place.argumentsKey);
        if (place.isNested)
            out += membersBut(place.object, place.commandKey, place.argumentsKey);
        return out;
    }

private:
    struct Place {
        JsonMember member;
        std::string pointer;
        bool isRepeated = false;
        bool isShared = false; ///< the name, by elements of a list
    };

    std::string membersBut(Span object, const std::string& commandKey, const std::string& argumentsKey) const
    {
        std::string out;
        JsonMember member;
        for (auto it = m_text.children(object); it.next(member);) {
            const auto key = m_text.string(member.key);
            if (key == commandKey || (!argumentsKey.empty() && key == argumentsKey))
                continue;
            out += m_text.raw(member.key);
            out += ':';
            out += m_text.raw(member.value);
            out += '\n';
        }
        return out;
    }

    EntryText describe(const JsonMember& member, const std::string& pointer, const std::string& name,
        bool isRepeated, const EntryShape& shape) const
    {
        EntryText entry;
        entry.keyPath = pointer;
        entry.name = name;
        entry.keyOffset = member.key.size() == 0 ? member.value.begin : member.key.begin;
        entry.value = member.value;
        if (isRepeated)
            entry.warnings.emplace_back("duplicate-key");
        describeEntry(m_text, shape, entry);
        return entry;
    }

    /// The members that clients see: the last of each key, in the order of the file.
    std::vector<Place> visibleMembers(const Place& place) const
    {
        std::vector<Place> members;
        std::unordered_map<std::string, std::size_t> byKey;
        JsonMember member;
        for (auto it = m_text.children(place.member.value);
             members.size() <= kMaxEntries && it.next(member);) {
            auto key = m_text.string(member.key);
            const auto pointer = place.pointer + "/" + escapePointer(key);
            const auto [known, isNew] = byKey.try_emplace(std::move(key), members.size());
            if (isNew)
                members.push_back({member, pointer, place.isRepeated});
            else
                members[known->second] = {member, pointer, true};
        }
        return members;
    }

    /// The elements of a list that have a name. Of two with the same name the last is told, and that nobody
    /// knows which one counts.
    std::vector<Place> namedElements(const Place& place, const std::string& nameKey) const
    {
        std::vector<Place> elements;
        std::unordered_map<std::string, std::size_t> byName;
        JsonMember element;
        for (auto it = m_text.children(place.member.value);
             elements.size() <= kMaxEntries && it.next(element);) {
            const auto name = memberText(m_text, element.value, nameKey);
            const auto pointer = place.pointer + "/" + escapePointer(elementPart(nameKey, name.value_or("")));
            const auto [known, isNew] = byName.try_emplace(pointer, elements.size());
            if (isNew)
                elements.push_back({element, pointer, place.isRepeated});
            else
                elements[known->second] = {element, pointer, place.isRepeated, true};
        }
        return elements;
    }

    // Recurses over the path of the container, which the table gives, and not over the file's depth.
    void collect(const Place& place, const ServerContainer& container, std::size_t depth,
        const EntryShape& shape, std::vector<EntryText>& out) const
    {
        const bool isList = depth == container.path.size() && !container.nameKey.empty() &&
            m_text.isArray(place.member.value);
        if ((!isList && !m_text.isObject(place.member.value)) || out.size() > kMaxEntries)
            return;
        if (isList) {
            for (const auto& element : namedElements(place, container.nameKey)) {
                out.push_back(describe(element.member, element.pointer,
                    memberText(m_text, element.member.value, container.nameKey).value_or(""),
                    element.isRepeated, shape));
                out.back().scope = container.scope;
                refuseAmbiguousElement(out.back(), element.isShared);
            }
        } else if (depth == container.path.size()) {
            collectEntries(place, container, shape, out);
        } else if (container.path[depth] == "*") {
            for (const auto& member : visibleMembers(place))
                collect(member, container, depth + 1, shape, out);
        } else {
            int count = 0;
            const auto& key = container.path[depth];
            if (const auto member = m_text.find(place.member.value, key, &count))
                collect({*member, place.pointer + "/" + escapePointer(key), place.isRepeated || count > 1},
                    container, depth + 1, shape, out);
        }
    }

    void collectEntries(const Place& place, const ServerContainer& container, const EntryShape& shape,
        std::vector<EntryText>& out) const
    {
        if (container.isSingle) {
            const auto& last = container.path.back();
            out.push_back(describe(place.member, place.pointer, last, place.isRepeated, shape));
            out.back().scope = container.scope;
            return;
        }
        for (const auto& member : visibleMembers(place)) {
            auto entry = describe(
                member.member, member.pointer, m_text.string(member.member.key), member.isRepeated, shape);
            // A flat file's root holds other things than servers, too.
            if (container.path.empty() && entry.kind == EntryText::Kind::Unknown)
                continue;
            entry.scope = container.scope;
            out.push_back(std::move(entry));
        }
    }

    JsonText m_text;
};

/// JSON and JSONC: what a client's parser takes beyond RFC 8259 is a matter of tolerance.
class JsonDialect final : public Dialect {
public:
    std::string_view id() const override { return "json"; }

    base::Result<std::unique_ptr<Document>> open(std::string_view bytes, Tolerance tolerance) const override
    {
        const auto text = JsonText::parse(bytes, tolerance);
        if (!text)
            return text.error();
        return std::unique_ptr<Document>(std::make_unique<JsonDocument>(*text));
    }

    std::optional<EntryText> readAlone(std::string_view value, const EntryShape& shape) const override
    {
        const auto text = JsonText::parse(value, {true, true, true});
        if (!text)
            return std::nullopt;
        EntryText entry;
        entry.value = text->root();
        describeEntry(*text, shape, entry);
        return entry;
    }

    base::Result<std::string> transplanted(
        std::string_view source, std::string_view target, const std::vector<std::string>& path) const override
    {
        const auto from = JsonText::parse(source, {true, true, true});
        const auto into = JsonText::parse(target, {true, true, true});
        if (!from || !into)
            return from ? into.error() : from.error();
        auto value = from->root();
        for (const auto& part : path) {
            const auto member = from->find(value, part);
            if (!member)
                return base::Error{base::ErrorCode::EntryNotFound, "\"" + part + "\" is not in it"};
            value = member->value;
        }
        const auto insertion =
            insertedEntry(*into, path, std::string(from->raw(value)), lineIndent(*from, value.begin));
        if (!insertion)
            return insertion.error();
        return replaced(target, 0, {insertion->replacement});
    }
};

} // namespace

std::unique_ptr<Dialect> makeJsonDialect();
std::unique_ptr<Dialect> makeJsonDialect()
{
    return std::make_unique<JsonDialect>();
}

} // namespace gatehouse::clients
