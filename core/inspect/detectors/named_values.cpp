// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/named_values.h"

#include "core/inspect/ascii.h"
#include "core/inspect/detectors/secret_names.h"
#include "core/inspect/detectors/token_text.h"

#include <algorithm>
#include <array>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kFarthestMember = 512;

bool isQuoteOrEscape(char c)
{
    return c == '"' || c == '\'' || c == '\\';
}

char smallLetter(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// The members that hold a name; in some interfaces they begin with a capital.
bool isNameKey(std::string_view key)
{
    static constexpr std::array<std::string_view, 6> kKeys{
        {"name", "key", "variable", "parametername", "fieldname", "envname"}};
    return std::ranges::any_of(
        kKeys, [key](std::string_view one) { return std::ranges::equal(key, one, {}, smallLetter); });
}

/// What the value of a member "value" follows; `text` is inside one object.
std::optional<std::size_t> valueSign(std::string_view text)
{
    constexpr std::string_view kRest = "alue"; // the first letter may be a capital
    constexpr std::size_t kMostSigns = 8;
    for (auto at = text.find(kRest); at != std::string_view::npos; at = text.find(kRest, at + kRest.size())) {
        if (at == 0 || smallLetter(text[at - 1]) != 'v' || !startsToken(text, at - 1))
            continue;
        auto sign = at + kRest.size();
        const auto limit = std::min(text.size(), sign + kMostSigns);
        while (sign < limit && (isQuoteOrEscape(text[sign]) || text[sign] == ' '))
            ++sign;
        if (sign < limit && (text[sign] == ':' || text[sign] == '='))
            return sign + 1;
    }
    return std::nullopt;
}

constexpr ascii::ByteSet kBraces("{}");

/// What of the object stands in front of `end`.
std::size_t objectBegin(std::string_view text, std::size_t end)
{
    const auto first = end > kFarthestMember ? end - kFarthestMember : 0;
    const auto brace = kBraces.findLastIn(text.substr(first, end - first));
    return brace == std::string_view::npos ? first : first + brace + 1;
}

} // namespace

std::optional<NamedValue> namedValueAt(std::string_view text, std::size_t end)
{
    constexpr std::size_t kMostLetters = 64;
    const auto isLetter = [](char c) { return isOf(Alphabet::Dotted, c); };
    auto last = end;
    while (last < text.size() && last < end + kMostLetters && isLetter(text[last]))
        ++last;
    auto first = end;
    while (first > 0 && first + kMostLetters > end && isLetter(text[first - 1]))
        --first;
    // Most names stand in no quotes, and are looked at no further.
    if (last == text.size() || !isQuoteOrEscape(text[last]) || first == 0 ||
        !isQuoteOrEscape(text[first - 1]) || !isNameKey(nameBefore(text, first)))
        return std::nullopt;
    const auto behind = text.substr(last, kFarthestMember);
    if (const auto sign = valueSign(behind.substr(0, kBraces.findIn(behind))))
        return NamedValue{text.substr(first, last - first), last + *sign};
    const auto begin = objectBegin(text, first);
    if (const auto sign = valueSign(text.substr(begin, first - begin)))
        return NamedValue{text.substr(first, last - first), begin + *sign};
    return std::nullopt;
}

} // namespace gatehouse::inspect
