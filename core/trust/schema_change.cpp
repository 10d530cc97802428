// SPDX-License-Identifier: Apache-2.0
#include "core/trust/schema_change.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace gatehouse::trust {
namespace {

using jsonrpc::Value;
using Optional = std::optional<Value>;

constexpr unsigned kMaxSchemaDepth = 48;
constexpr std::size_t kMaxQuoted = 64;

template <std::size_t N>
bool isAmong(const std::array<std::string_view, N>& words, std::string_view word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string at(const std::string& where)
{
    return where.empty() ? std::string() : " (" + inQuotes(where) + ")";
}

std::string under(const std::string& where, const std::string& name)
{
    return where.empty() ? name : where + "." + name;
}

/// The elements of a list that is a set, or the one value that stands for it.
std::set<std::string> elementsOf(const Optional& list)
{
    std::set<std::string> elements;
    if (!list)
        return elements;
    if (!list->isArray())
        return {std::string(list->raw())};
    for (auto it = list->children(); it.next();)
        elements.emplace(it.value().raw());
    return elements;
}

bool hasAllOf(const std::set<std::string>& all, const std::set<std::string>& some)
{
    return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

class SchemaComparison {
public:
    SchemaComparison(const std::string& where, ChangeSink& sink, unsigned depth)
        : m_where(where)
        , m_sink(sink)
        , m_depth(depth)
    {
    }

    void member(const MemberPair& pair)
    {
        constexpr std::array<std::string_view, 2> kTexts{"description", "title"};
        constexpr std::array<std::string_view, 2> kParameters{"properties", "patternProperties"};
        constexpr std::array<std::string_view, 3> kParts{"$defs", "definitions", "dependentSchemas"};
        constexpr std::array<std::string_view, 9> kSchemas{"items", "additionalItems", "not", "if", "then",
            "else", "contains", "propertyNames", "unevaluatedProperties"};
        constexpr std::array<std::string_view, 4> kLists{"anyOf", "oneOf", "allOf", "prefixItems"};
        if (isSameValue(pair.before, pair.after))
            return;
        if (isAmong(kTexts, pair.key))
            text(pair);
        else if (isAmong(kParameters, pair.key))
            parameters(pair);
        else if (isAmong(kParts, pair.key))
            parts(pair);
        else if (isAmong(kSchemas, pair.key) && isObject(pair))
            compareSchemas(pair.before, pair.after, m_where, m_sink, m_depth + 1);
        else if (isAmong(kLists, pair.key))
            alternatives(pair);
        else
            rule(pair);
    }

private:
    static bool isObject(const MemberPair& pair)
    {
        return pair.before && pair.after && pair.before->isObject() && pair.after->isObject();
    }

    void text(const MemberPair& pair)
    {
        m_sink.text({under(m_where, pair.key), pair.before ? pair.before->string().value_or("") : "",
            pair.after ? pair.after->string().value_or(std::string(pair.after->raw())) : ""});
    }

    void parameters(const MemberPair& pair)
    {
        for (const auto& one : pairsOf(membersOf(pair.before), membersOf(pair.after))) {
            const auto name = under(m_where, one.key);
            if (!one.before)
                m_sink.part(ChangeKind::NewParameter, "takes a new parameter, " + inQuotes(name));
            else if (!one.after)
                m_sink.part(ChangeKind::Narrower, "does not take " + inQuotes(name) + " any more");
            if (one.after)
                compareSchemas(one.before, one.after, name, m_sink, m_depth + 1);
        }
    }

    void parts(const MemberPair& pair)
    {
        for (const auto& one : pairsOf(membersOf(pair.before), membersOf(pair.after)))
            compareSchemas(one.before, one.after, under(m_where, one.key), m_sink, m_depth + 1);
    }

    void alternatives(const MemberPair& pair)
    {
        std::vector<Value> before;
        std::vector<Value> after;
        const auto collect = [](const Optional& list, std::vector<Value>& out) {
            if (!list)
                return;
            for (auto it = list->children(); it.next();)
                out.push_back(it.value());
        };
        collect(pair.before, before);
        collect(pair.after, after);
        for (std::size_t i = 0; i < after.size(); ++i)
            compareSchemas(i < before.size() ? Optional(before[i]) : std::nullopt, after[i], m_where, m_sink,
                m_depth + 1);
        if (before.size() != after.size())
            m_sink.part(after.size() > before.size() ? ChangeKind::Wider : ChangeKind::Narrower,
                "takes other alternatives than before" + at(m_where));
    }

    void rule(const MemberPair& pair) { m_sink.part(kindOf(pair), sentenceOf(pair)); }

    static ChangeKind kindOf(const MemberPair& pair)
    {
        constexpr std::array<std::string_view, 5> kUpper{
            "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"};
        constexpr std::array<std::string_view, 5> kLower{
            "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"};
        constexpr std::array<std::string_view, 4> kAnnotations{"default", "examples", "$comment", "$schema"};
        if (isAmong(kAnnotations, pair.key))
            return ChangeKind::Other;
        if (pair.key == "required")
            return hasAllOf(elementsOf(pair.after), elementsOf(pair.before)) ? ChangeKind::Narrower
                                                                             : ChangeKind::Wider;
        if (!pair.before)
            return ChangeKind::Narrower; // a rule more
        if (!pair.after)
            return ChangeKind::Wider;
        if (pair.key == "enum" || pair.key == "type")
            return hasAllOf(elementsOf(pair.before), elementsOf(pair.after)) ? ChangeKind::Narrower
                                                                             : ChangeKind::Wider;
        const auto was = pair.before->number();
        const auto is = pair.after->number();
        const bool isTighter = was && is &&
            ((isAmong(kUpper, pair.key) && *is < *was) || (isAmong(kLower, pair.key) && *is > *was));
        const bool isClosed = pair.key == "additionalProperties" && pair.after->type() == Value::Type::False;
        return isTighter || isClosed ? ChangeKind::Narrower : ChangeKind::Wider;
    }

    std::string sentenceOf(const MemberPair& pair) const
    {
        const auto value = [](const Optional& one) {
            return one ? inQuotes(one->raw()) : std::string("nothing");
        };
        return inQuotes(pair.key) + at(m_where) + " was " + value(pair.before) + " and is " +
            value(pair.after) + " now";
    }

    const std::string& m_where;
    ChangeSink& m_sink;
    unsigned m_depth;
};

} // namespace

Members membersOf(const std::optional<Value>& object)
{
    Members members;
    if (!object || !object->isObject())
        return members;
    for (auto it = object->children(); it.next();)
        members.insert_or_assign(it.key(), it.value());
    return members;
}

std::vector<MemberPair> pairsOf(const Members& before, const Members& after)
{
    std::vector<MemberPair> pairs;
    for (const auto& [key, value] : before) {
        const auto other = after.find(key);
        pairs.push_back({key, value, other == after.end() ? Optional() : Optional(other->second)});
    }
    for (const auto& [key, value] : after) {
        if (!before.contains(key))
            pairs.push_back({key, std::nullopt, value});
    }
    return pairs;
}

bool isSameValue(const Optional& before, const Optional& after)
{
    return before.has_value() == after.has_value() && (!before || before->raw() == after->raw());
}

std::string inQuotes(std::string_view text)
{
    const auto drawn = base::printable(text.substr(0, 4 * kMaxQuoted));
    if (drawn.size() <= kMaxQuoted)
        return drawn;
    return std::string(base::truncateUtf8(drawn, kMaxQuoted)) + "…";
}

void compareSchemas(
    const Optional& before, const Optional& after, const std::string& where, ChangeSink& sink, unsigned depth)
{
    if (isSameValue(before, after))
        return;
    const bool isComparable = after && after->isObject() && (!before || before->isObject());
    if (!isComparable || depth > kMaxSchemaDepth) {
        sink.part(ChangeKind::Wider, "what it takes is another value altogether" + at(where));
        return;
    }
    const auto beforeMembers = membersOf(before);
    const auto afterMembers = membersOf(after);
    SchemaComparison comparison(where, sink, depth);
    for (const auto& pair : pairsOf(beforeMembers, afterMembers)) {
        // Of a parameter that is new only what it says to its reader is news of its own.
        const bool isNewRule = !before && pair.key != "description" && pair.key != "title" &&
            pair.key != "properties" && pair.key != "items";
        if (!isNewRule)
            comparison.member(pair);
    }
}

} // namespace gatehouse::trust
