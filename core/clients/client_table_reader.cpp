// SPDX-License-Identifier: Apache-2.0
#include "core/clients/client_table_reader.h"

#include <algorithm>
#include <charconv>

namespace gatehouse::clients {

void TableReader::allowOnly(Span object, std::initializer_list<std::string_view> keys)
{
    if (!isObject(object))
        return;
    std::vector<std::string> seen;
    JsonMember member;
    for (auto it = m_text.children(object); it.next(member);) {
        const auto key = m_text.string(member.key);
        if (std::find(keys.begin(), keys.end(), key) == keys.end())
            refuse(member.key, "unknown member \"" + key + "\"");
        if (std::find(seen.begin(), seen.end(), key) != seen.end())
            refuse(member.key, "member \"" + key + "\" stands here twice");
        seen.push_back(key);
    }
}

std::optional<Span> TableReader::member(Span object, std::string_view key)
{
    if (!m_text.isObject(object))
        return std::nullopt;
    const auto found = m_text.find(object, key);
    return found ? std::optional(found->value) : std::nullopt;
}

Span TableReader::required(Span object, std::string_view key)
{
    const auto found = member(object, key);
    if (!found)
        refuse(object, "member \"" + std::string(key) + "\" is missing");
    return found.value_or(object);
}

std::string TableReader::text(Span value)
{
    if (!m_text.isString(value)) {
        refuse(value, "expected a string");
        return {};
    }
    return m_text.string(value);
}

std::string TableReader::text(Span object, std::string_view key, const std::string& fallback)
{
    const auto found = member(object, key);
    return found ? text(*found) : fallback;
}

bool TableReader::flag(Span object, std::string_view key)
{
    const auto found = member(object, key);
    if (!found)
        return false;
    const auto raw = m_text.raw(*found);
    if (raw != "true" && raw != "false")
        refuse(*found, "expected true or false");
    return raw == "true";
}

int TableReader::number(Span object, std::string_view key)
{
    constexpr int kMaximum = 9999;
    const auto found = member(object, key);
    if (!found)
        return 0;
    const auto raw = m_text.raw(*found);
    int value = 0;
    const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
    if (error != std::errc() || end != raw.data() + raw.size() || value <= 0 || value > kMaximum)
        refuse(*found, "expected a whole number from 1 to 9999");
    return value;
}

std::vector<std::string> TableReader::texts(Span value)
{
    std::vector<std::string> out;
    for (const auto element : elements(value))
        out.push_back(text(element));
    return out;
}

std::vector<std::string> TableReader::texts(
    Span object, std::string_view key, std::vector<std::string> fallback)
{
    const auto found = member(object, key);
    return found ? texts(*found) : std::move(fallback);
}

std::vector<Span> TableReader::elements(Span array)
{
    std::vector<Span> out;
    if (!m_text.isArray(array)) {
        refuse(array, "expected an array");
        return out;
    }
    JsonMember element;
    for (auto it = m_text.children(array); it.next(element);)
        out.push_back(element.value);
    return out;
}

bool TableReader::isObject(Span value)
{
    if (!m_text.isObject(value))
        refuse(value, "expected an object");
    return m_text.isObject(value);
}

void TableReader::refuse(Span at, const std::string& reason)
{
    if (!isGood())
        return;
    m_line = m_text.lineAt(at.begin);
    m_reason = reason;
}

base::Error TableReader::error() const
{
    return {base::ErrorCode::ClientTableInvalid,
        std::string(m_file) + ": line " + std::to_string(m_line) + ": " + m_reason};
}

} // namespace gatehouse::clients
