// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/number_list.h"

#include "core/inspect/ascii.h"

#include <algorithm>
#include <charconv>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kMostBetween = 16; // bytes

/// What may stand between two numbers: a dot or hyphen makes them parts of another one.
bool isBetween(char c)
{
    return !ascii::isWordByte(c) && c != '.' && c != '-' && static_cast<unsigned char>(c) < 0x80;
}

bool isListedLetter(std::uint32_t value)
{
    return value == '\n' || value == '\r' || value == '\t' || (value >= ' ' && value < 0x7F);
}

/// Where the word begins that ends before `end`.
std::size_t listedWordBegin(std::string_view text, std::size_t end)
{
    constexpr std::size_t kLongest = 10;
    auto begin = end;
    while (begin > 0 && end - begin < kLongest && ascii::isWordByte(text[begin - 1]))
        --begin;
    return begin;
}

/// The number in front of the one at `begin`, with no words between them.
std::optional<ListedNumber> listedBefore(std::string_view text, std::size_t begin)
{
    auto end = begin;
    while (end > 0 && begin - end < kMostBetween && isBetween(text[end - 1]))
        --end;
    if (end == begin || end == 0)
        return std::nullopt;
    auto number = listedNumberAt(text, listedWordBegin(text, end));
    return number && number->place.end == end ? number : std::nullopt;
}

} // namespace

std::optional<ListedNumber> listedNumberAt(std::string_view text, std::size_t at)
{
    constexpr std::size_t kBits = 8;
    auto end = at;
    while (end < text.size() && end - at <= kBits && ascii::isWordByte(text[end]))
        ++end;
    const auto word = text.substr(at, end - at);
    if (word.empty() || !ascii::isDigit(word[0]))
        return std::nullopt;
    const bool isHex = word.size() > 2 && word[0] == '0' && (word[1] | 0x20) == 'x';
    const bool isOctal = word[0] == '0' && (word.size() == 3 || word.size() == 4) && !isHex;
    const int base = isHex ? 16 : word.size() == kBits ? 2 : isOctal ? 8 : 10;
    ListedNumber number{0, {at, end}};
    const auto digits = isHex ? word.substr(2) : word;
    const auto* const last = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), last, number.value, base);
    return read.ec == std::errc() && read.ptr == last && number.value <= 0xFF ? std::optional(number)
                                                                              : std::nullopt;
}

std::optional<ListedNumber> nextListed(
    std::string_view text, const ListedNumber& last, std::string_view& between)
{
    const auto behind = text.substr(last.place.end);
    auto size = std::size_t{0};
    while (size < behind.size() && size < kMostBetween && isBetween(behind[size]))
        ++size;
    auto number = size > 0 ? listedNumberAt(text, last.place.end + size) : std::nullopt;
    if (!number && size < behind.size()) {
        // With words between: +chr(.
        const auto near = behind.substr(0, kMostBetween + 1);
        const auto digit = std::min(near.find_first_of("0123456789"), near.size());
        const bool isSame = digit <= kMostBetween && (between.empty() || behind.substr(0, digit) == between);
        size = digit;
        number = isSame && digit > 0 ? listedNumberAt(text, last.place.end + size) : std::nullopt;
    }
    if (number)
        between = behind.substr(0, size);
    return number;
}

std::optional<Span> numberListAround(std::string_view text, std::size_t at, std::size_t from)
{
    constexpr int kFewest = 12;
    constexpr int kFewestWords = 10; // of the numbers, letters of words, digits or blanks
    constexpr int kFewestFalls = 3;  // of the numbers; in tables they rise
    constexpr int kMostBefore = 48;
    auto number = listedNumberAt(text, at);
    if (!number || !isListedLetter(number->value))
        return std::nullopt;
    auto first = *number;
    for (int count = 0; count < kMostBefore; ++count) {
        const auto before = listedBefore(text, first.place.begin);
        if (!before || !isListedLetter(before->value) || before->place.begin < from)
            break;
        first = *before;
    }
    int letters = 1;
    int falls = 0;
    int words = ascii::isWordByte(static_cast<char>(first.value)) || first.value == ' ' ? 1 : 0;
    std::string_view between;
    for (auto last = first; letters < kFewest; ++letters) {
        const auto next = nextListed(text, last, between);
        if (!next || !isListedLetter(next->value))
            return std::nullopt;
        words += ascii::isWordByte(static_cast<char>(next->value)) || next->value == ' ' ? 1 : 0;
        falls += next->value < last.value ? 1 : 0;
        last = *next;
    }
    return falls >= kFewestFalls && words >= kFewestWords
        ? std::optional(Span{first.place.begin, text.size()})
        : std::nullopt;
}

} // namespace gatehouse::inspect
