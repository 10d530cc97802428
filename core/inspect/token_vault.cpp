// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/token_vault.h"

#include "core/base/hash.h"
#include "core/base/utf8.h"

#include <algorithm>

namespace gatehouse::inspect {
namespace {

constexpr std::string_view kOpening = "\xE2\x80\xB9"; // ‹
constexpr std::string_view kClosing = "\xE2\x80\xBA"; // ›
constexpr std::size_t kOriginDigits = 3;
constexpr std::size_t kDigits = 8;
constexpr std::size_t kLongestToken = 96;

bool isHexDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

} // namespace

TokenVault::TokenVault(std::string key, std::string_view origin)
    : m_key(std::move(key))
    , m_origin(base::toHex(base::sha256("gatehouse redaction origin\n" + std::string(origin)))
                   .substr(0, kOriginDigits))
{
}

/// The server's digits and those of the value, which no other value of the session has.
std::string TokenVault::digitsOf(std::string_view value) const
{
    // Two passes with the key in front (as in HMAC), so that nothing can be appended to a value unseen.
    auto inner = base::sha256(m_key + "inner" + std::string(value));
    for (;;) {
        const auto outer = base::sha256(m_key + "outer" + base::toHex(inner));
        auto digits = m_origin + base::toHex(outer).substr(0, kDigits - kOriginDigits);
        if (m_byDigits.find(digits) == m_byDigits.end())
            return digits;
        inner = outer; // taken by another value
    }
}

std::string TokenVault::tokenFor(std::string_view kind, std::string_view value, bool isReversible)
{
    std::string digits;
    if (const auto known = m_byValue.find(value); known != m_byValue.end()) {
        digits = known->second->digits;
        m_entries.splice(m_entries.begin(), m_entries, known->second);
    } else {
        digits = digitsOf(value);
        if (isReversible && value.size() <= kMaxValueBytes)
            keep(value, digits);
    }
    std::string token(kOpening);
    token.append(kind).append(" #").append(digits).append(kClosing);
    return token;
}

void TokenVault::keep(std::string_view value, const std::string& digits)
{
    while (m_entries.size() >= kMaxValues || m_bytes + value.size() > kMaxBytes)
        dropOldest();
    m_entries.push_front({std::string(value), digits});
    const auto entry = m_entries.begin();
    m_byValue.emplace(entry->value, entry);
    m_byDigits.emplace(entry->digits, entry);
    m_bytes += value.size();
}

void TokenVault::dropOldest()
{
    const auto& oldest = m_entries.back();
    m_byValue.erase(oldest.value);
    m_byDigits.erase(oldest.digits);
    m_bytes -= oldest.value.size();
    m_entries.pop_back();
}

const std::string* TokenVault::valueOf(std::string_view token)
{
    const auto found = m_byDigits.find(digitsOfToken(token));
    if (found == m_byDigits.end())
        return nullptr;
    m_entries.splice(m_entries.begin(), m_entries, found->second);
    return &found->second->value;
}

bool TokenVault::isOfThisOrigin(std::string_view token) const
{
    return digitsOfToken(token).substr(0, kOriginDigits) == m_origin;
}

std::string_view digitsOfToken(std::string_view token)
{
    if (token.size() > kLongestToken || !token.starts_with(kOpening) || !token.ends_with(kClosing))
        return {};
    const auto inside = token.substr(kOpening.size(), token.size() - kOpening.size() - kClosing.size());
    const auto mark = inside.rfind('#');
    if (mark == std::string_view::npos)
        return {};
    const auto digits = inside.substr(mark + 1);
    return digits.size() == kDigits && std::all_of(digits.begin(), digits.end(), isHexDigit)
        ? digits
        : std::string_view();
}

std::string masked(std::string_view value)
{
    constexpr std::size_t kShown = 4;
    constexpr std::size_t kLeastHidden = 8;
    if (value.size() < kShown + kLeastHidden)
        return "****";
    auto from = value.size() - kShown;
    while (from < value.size() && (static_cast<unsigned char>(value[from]) & 0xC0) == 0x80)
        ++from; // not within a character
    return "****" + std::string(value.substr(from));
}

} // namespace gatehouse::inspect
