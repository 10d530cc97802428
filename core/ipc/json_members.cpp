// SPDX-License-Identifier: Apache-2.0
#include "core/ipc/json_members.h"

namespace gatehouse::ipc {
namespace {

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool fromHex(const std::string& hex, std::string& out)
{
    if (hex.size() % 2 != 0)
        return false;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const int high = hexValue(hex[i]);
        const int low = hexValue(hex[i + 1]);
        if (high < 0 || low < 0)
            return false;
        out.push_back(static_cast<char>(high * 16 + low));
    }
    return true;
}

} // namespace

JsonMembers::JsonMembers(const Json& value, std::string_view what)
    : m_value(value)
    , m_what(what)
{
    if (!value.is_object())
        m_reason = m_what + " is not an object";
}

void JsonMembers::fail(std::string_view key, std::string_view reason)
{
    if (m_reason.empty())
        m_reason = m_what + "." + std::string(key) + ": " + std::string(reason);
}

bool JsonMembers::has(std::string_view key) const
{
    return m_reason.empty() && m_value.contains(std::string(key));
}

const Json* JsonMembers::take(std::string_view key)
{
    if (!m_reason.empty())
        return nullptr;
    const auto member = m_value.find(std::string(key));
    if (member == m_value.end()) {
        fail(key, "is missing");
        return nullptr;
    }
    ++m_taken;
    return &*member;
}

std::string JsonMembers::text(std::string_view key, std::size_t limit)
{
    const auto* const value = take(key);
    const auto* const text = value != nullptr ? value->get_ptr<const std::string*>() : nullptr;
    if (text != nullptr && text->size() <= limit && text->find('\0') == std::string::npos)
        return *text;
    fail(key, "is not a text of at most " + std::to_string(limit) + " bytes");
    return {};
}

bool JsonMembers::decodeBytes(const Json& value, std::string& out)
{
    if (const auto* const text = value.get_ptr<const std::string*>())
        out = *text;
    else if (!value.is_object() || value.size() != 1 || !value.contains("hex") ||
        !value.at("hex").is_string() || !fromHex(value.at("hex").get_ref<const std::string&>(), out))
        return false;
    return out.size() <= kMaxBytes && out.find('\0') == std::string::npos;
}

std::string JsonMembers::bytes(std::string_view key)
{
    const auto* const value = take(key);
    std::string out;
    if (value == nullptr || decodeBytes(*value, out))
        return out;
    fail(key, "is not a text");
    return {};
}

std::vector<std::string> JsonMembers::bytesList(std::string_view key)
{
    std::vector<std::string> items;
    const auto* const value = take(key);
    if (value == nullptr)
        return items;
    if (!value->is_array() || value->size() > kMaxItems) {
        fail(key, "is not a list of texts");
        return items;
    }
    for (const auto& element : *value) {
        if (!decodeBytes(element, items.emplace_back())) {
            fail(key, "is not a list of texts");
            return {};
        }
    }
    return items;
}

bool JsonMembers::boolean(std::string_view key)
{
    const auto* const value = take(key);
    if (value != nullptr && value->is_boolean())
        return value->get<bool>();
    fail(key, "is not true or false");
    return false;
}

std::uint64_t JsonMembers::unsignedNumber(std::string_view key)
{
    const auto* const value = take(key);
    if (value != nullptr && value->is_number_unsigned())
        return value->get<std::uint64_t>();
    fail(key, "is not a whole number from 0 on");
    return 0;
}

std::int64_t JsonMembers::signedNumber(std::string_view key)
{
    const auto* const value = take(key);
    const bool isWhole = value != nullptr && value->is_number_integer();
    if (isWhole &&
        !(value->is_number_unsigned() && value->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX)))
        return value->get<std::int64_t>();
    fail(key, "is not a whole number");
    return 0;
}

base::Sha256 JsonMembers::hash(std::string_view key)
{
    const auto hex = text(key, 64);
    const auto digest = base::sha256FromHex(hex);
    if (digest)
        return *digest;
    fail(key, "is not a SHA-256 digest");
    return {};
}

void JsonMembers::object(std::string_view key, const std::function<base::Result<void>(const Json&)>& read)
{
    const auto* const value = take(key);
    if (value == nullptr)
        return;
    if (!value->is_object())
        fail(key, "is not an object");
    else if (const auto done = read(*value); !done)
        fail(key, done.error().detail);
}

void JsonMembers::list(
    std::string_view key, std::size_t limit, const std::function<base::Result<void>(const Json&)>& read)
{
    const auto* const value = take(key);
    if (value == nullptr)
        return;
    if (!value->is_array() || value->size() > limit) {
        fail(key, "is not a list of at most " + std::to_string(limit) + " elements");
        return;
    }
    for (const auto& element : *value) {
        if (const auto done = read(element); !done) {
            fail(key, done.error().detail);
            return;
        }
    }
}

base::Result<void> JsonMembers::finish() const
{
    if (!m_reason.empty())
        return base::Error{base::ErrorCode::BadMessage, m_reason};
    if (m_taken != m_value.size())
        return base::Error{base::ErrorCode::BadMessage, m_what + " has a member that is not known"};
    return {};
}

} // namespace gatehouse::ipc
