// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/token_vault.h"

#include "core/base/hash.h"
#include "core/base/utf8.h"
#include "core/jsonrpc/value.h"

#include <algorithm>

namespace gatehouse::inspect {
namespace {

constexpr std::string_view kOpening = "\xE2\x80\xB9"; // ‹
constexpr std::string_view kClosing = "\xE2\x80\xBA"; // ›
constexpr std::size_t kOriginDigits = 3;
constexpr std::size_t kDigits = 8;
constexpr std::size_t kLongestToken = 128;

/// How a token is written, and how long its brackets are.
struct Spelling {
    std::size_t opening = 0;
    std::size_t closing = 0;
    std::size_t backslashes = 0; ///< of each bracket
    bool isPercent = false;
};

std::string lower(std::string_view text)
{
    std::string small(text);
    std::transform(small.begin(), small.end(), small.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return small;
}

std::optional<Spelling> spellingOf(std::string_view token)
{
    constexpr std::string_view kPercentOpening = "%e2%80%b9";
    constexpr std::string_view kPercentClosing = "%e2%80%ba";
    constexpr std::size_t kEscapeDigits = 5; // u2039
    if (token.starts_with(kOpening) && token.ends_with(kClosing))
        return Spelling{kOpening.size(), kClosing.size()};
    const auto small = lower(token);
    if (small.starts_with(kPercentOpening) && small.ends_with(kPercentClosing))
        return Spelling{kPercentOpening.size(), kPercentClosing.size(), 0, true};
    const auto backslashes = std::min(small.find_first_not_of('\\'), small.size());
    const auto bracket = backslashes + kEscapeDigits;
    const bool isEscaped = backslashes > 0 && small.size() > 2 * bracket &&
        small.substr(backslashes).starts_with("u2039") &&
        small.ends_with(std::string(backslashes, '\\') + "u203a");
    return isEscaped ? std::optional(Spelling{bracket, bracket, backslashes}) : std::nullopt;
}

std::string inPercent(std::string_view value)
{
    constexpr std::string_view kUnreserved = "-._~";
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string text;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        const bool isLetter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        const bool isPlain = isLetter || (c >= '0' && c <= '9') || kUnreserved.find(c) != kUnreserved.npos;
        if (isPlain)
            text += c;
        else
            text.append({'%', kHex[byte >> 4U], kHex[byte & 0xFU]});
    }
    return text;
}

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
    return tokenOf(kind, digits);
}

std::string TokenVault::tokenFor(std::string_view kind, std::string_view value) const
{
    const auto known = m_byValue.find(value);
    return tokenOf(kind, known != m_byValue.end() ? known->second->digits : digitsOf(value));
}

std::string TokenVault::tokenOf(std::string_view kind, std::string_view digits)
{
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
    const auto spelling = spellingOf(token);
    if (token.size() > kLongestToken || !spelling)
        return {};
    const auto inside = token.substr(spelling->opening, token.size() - spelling->opening - spelling->closing);
    const bool isMarked = inside.size() > kDigits &&
        (inside[inside.size() - kDigits - 1] == '#' ||
            (spelling->isPercent && inside.substr(0, inside.size() - kDigits).ends_with("%23")));
    const auto digits = isMarked ? inside.substr(inside.size() - kDigits) : std::string_view();
    return std::all_of(digits.begin(), digits.end(), isHexDigit) ? digits : std::string_view();
}

std::string spelledLike(std::string_view token, std::string_view value)
{
    const auto spelling = spellingOf(token);
    if (spelling && spelling->isPercent)
        return inPercent(value);
    std::string spelled(value);
    // JSON in a text doubles its backslashes with each string around it.
    for (auto left = spelling ? spelling->backslashes : 0; left > 0; left /= 2) {
        const auto string = jsonrpc::encodeString(spelled);
        spelled = string.substr(1, string.size() - 2);
    }
    return spelled;
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
