// SPDX-License-Identifier: Apache-2.0
#include "core/trust/canonical.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace gatehouse::trust {
namespace {

using jsonrpc::Value;

constexpr unsigned kMaxDepth = 48;
constexpr std::size_t kMaxExponentDigits =
    17; // more do not fit into what follows, and stand for nothing real

/// Where a value stands, as far as that says which lists have no order.
enum class Place { Definition, Schema, SchemaMap, Data };

/// How the value of one member is to be read.
struct Reading {
    Place place = Place::Data;
    bool isSet = false; ///< a list whose order has no meaning
};

template <std::size_t N>
bool isOneOf(const std::array<std::string_view, N>& words, std::string_view word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

Reading readingOf(Place place, std::string_view key)
{
    constexpr std::array<std::string_view, 2> kSchemas{"inputSchema", "outputSchema"};
    constexpr std::array<std::string_view, 5> kMaps{
        "properties", "patternProperties", "$defs", "definitions", "dependentSchemas"};
    constexpr std::array<std::string_view, 3> kSets{"required", "enum", "type"};
    constexpr std::array<std::string_view, 3> kValues{"default", "const", "examples"};
    switch (place) {
    case Place::Definition:
        return {isOneOf(kSchemas, key) ? Place::Schema : Place::Data, key == "arguments"};
    case Place::Schema:
        if (isOneOf(kSets, key))
            return {Place::Data, true};
        if (isOneOf(kMaps, key))
            return {Place::SchemaMap, false};
        return {isOneOf(kValues, key) ? Place::Data : Place::Schema, false};
    case Place::SchemaMap:
        return {Place::Schema, false};
    case Place::Data:
        break;
    }
    return {};
}

std::string canonicalString(std::string_view token)
{
    if (token.find('\\') == std::string_view::npos)
        return std::string(token);
    return jsonrpc::encodeString(jsonrpc::decodeString(token));
}

/// True where another list of the schema says something of each of the enum's values by its place: enumNames,
/// enumDescriptions, x-enum-varnames and the like. Then the enum's order is part of what it says.
bool hasNamesForEnum(const Value& schema)
{
    const auto saysEnum = [](std::string_view key) {
        return key != "enum" && (key.find("enum") != key.npos || key.find("Enum") != key.npos);
    };
    for (auto it = schema.children(); it.next();) {
        if (it.value().isArray() && saysEnum(it.key()))
            return true;
    }
    return false;
}

std::string formOf(const Value& value, Reading reading, unsigned depth);

std::string objectForm(const Value& object, Place place, unsigned depth)
{
    std::vector<std::pair<std::string, std::string>> members;
    const bool isEnumOrdered = place == Place::Schema && hasNamesForEnum(object);
    for (auto it = object.children(); it.next();) {
        auto key = canonicalString(it.rawKey());
        auto reading = readingOf(place, it.key());
        reading.isSet = reading.isSet && !(isEnumOrdered && it.key() == "enum");
        auto form = formOf(it.value(), reading, depth + 1);
        members.emplace_back(std::move(key), std::move(form));
    }
    // Stable: of a key that is there twice the last one counts for clients.
    std::stable_sort(members.begin(), members.end(),
        [](const auto& left, const auto& right) { return left.first < right.first; });
    std::string form = "{";
    for (const auto& [key, value] : members) {
        if (form.size() > 1)
            form.push_back(',');
        form.append(key).append(":").append(value);
    }
    return form.append("}");
}

std::string arrayForm(const Value& array, Reading reading, unsigned depth)
{
    std::vector<std::string> elements;
    for (auto it = array.children(); it.next();)
        elements.push_back(formOf(it.value(), {reading.place, false}, depth + 1));
    if (reading.isSet)
        std::sort(elements.begin(), elements.end());
    std::string form = "[";
    for (const auto& element : elements) {
        if (form.size() > 1)
            form.push_back(',');
        form.append(element);
    }
    return form.append("]");
}

std::string formOf(const Value& value, Reading reading, unsigned depth)
{
    if (depth > kMaxDepth)
        return std::string(value.raw());
    switch (value.type()) {
    case Value::Type::Object:
        return objectForm(value, reading.place, depth);
    case Value::Type::Array:
        return arrayForm(value, reading, depth);
    case Value::Type::String:
        return canonicalString(value.raw());
    case Value::Type::Number:
        return canonicalNumber(value.raw());
    default:
        return std::string(value.raw());
    }
}

} // namespace

std::string canonicalNumber(std::string_view token)
{
    const bool isNegative = token.starts_with('-');
    const auto unsignedToken = token.substr(isNegative ? 1 : 0);
    const auto exponentAt = std::min(unsignedToken.find_first_of("eE"), unsignedToken.size());
    auto exponentText = unsignedToken.substr(std::min(exponentAt + 1, unsignedToken.size()));
    const bool isDown = exponentText.starts_with('-');
    exponentText.remove_prefix(isDown || exponentText.starts_with('+') ? 1 : 0);
    exponentText.remove_prefix(std::min(exponentText.find_first_not_of('0'), exponentText.size()));
    std::string digits;
    std::int64_t exponent = 0;
    bool isFraction = false;
    for (const char c : unsignedToken.substr(0, exponentAt)) {
        if (c == '.') {
            isFraction = true;
            continue;
        }
        digits.push_back(c);
        exponent -= isFraction ? 1 : 0;
    }
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    if (digits.empty())
        return "0";
    if (exponentText.size() > kMaxExponentDigits)
        return std::string(token);
    std::int64_t written = 0;
    for (const char c : exponentText)
        written = written * 10 + (c - '0');
    exponent += isDown ? -written : written;
    const auto last = digits.find_last_not_of('0');
    exponent += static_cast<std::int64_t>(digits.size() - 1 - last);
    digits.erase(last + 1);
    if (exponent != 0)
        digits.append("e").append(std::to_string(exponent));
    return (isNegative ? "-" : "") + digits;
}

std::string canonicalForm(const Value& definition)
{
    return formOf(definition, {Place::Definition, false}, 0);
}

base::Sha256 definitionDigest(std::string_view canonical)
{
    base::Sha256Stream hash;
    hash.update("gatehouse-definition-1\n");
    hash.update(canonical);
    return hash.finish();
}

} // namespace gatehouse::trust
