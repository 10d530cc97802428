// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/hex_text.h"

#include "core/inspect/decode.h"

#include <algorithm>
#include <array>
#include <string>

namespace gatehouse::inspect {
namespace {

constexpr auto kHexValues = [] {
    std::array<signed char, 256> values{};
    values.fill(-1);
    for (signed char i = 0; i < 16; ++i) {
        values[static_cast<unsigned char>("0123456789abcdef"[i])] = i;
        values[static_cast<unsigned char>("0123456789ABCDEF"[i])] = i;
    }
    return values;
}();

/// As words and numbers that stand below a text by chance.
bool isOtherThanText(std::string_view digits)
{
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes.push_back(static_cast<char>(hexDigitValue(digits[i]) << 4 | hexDigitValue(digits[i + 1])));
    bytes += "..."; // a character that is cut is none
    return bytes.find('\0') != std::string::npos || !isText(bytes, 0);
}

} // namespace

int hexDigitValue(char c)
{
    return kHexValues[static_cast<unsigned char>(c)];
}

bool beginsNoHexText(std::string_view digits)
{
    constexpr std::size_t kMost = 16;  // bytes
    constexpr std::size_t kFewest = 8; // of a text
    std::array<unsigned char, kMost> bytes;
    const auto read = [&](std::size_t from, std::size_t to) {
        for (auto i = from; i < to; ++i)
            bytes[i] = static_cast<unsigned char>(
                hexDigitValue(digits.data()[2 * i]) << 4 | hexDigitValue(digits.data()[2 * i + 1]));
    };
    const auto count = std::min(digits.size() / 2, kMost);
    read(0, kFewest);
    if (hasBadBytes({bytes.data(), kFewest}, 2))
        return true;
    read(kFewest, count);
    return hasBadBytes({bytes.data(), kFewest}, 1) &&
        hasBadBytes({bytes.data(), count}, count < kMost ? 1 : 2);
}

bool mayBeginText(char byte)
{
    const auto value = static_cast<unsigned char>(byte);
    const bool isBlank = byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
    return isBlank || (value >= 0x20 && value < 0x7F) || (value >= 0xC2 && value <= 0xF4);
}

Span hexPairsAround(std::string_view text, std::size_t at, std::size_t from)
{
    const char separator = text[at + 2];
    const auto isPair = [&](std::size_t place) {
        return place + 1 < text.size() && hexDigitValue(text[place]) >= 0 &&
            hexDigitValue(text[place + 1]) >= 0;
    };
    auto begin = at;
    while (begin >= from + 3 && text[begin - 1] == separator && isPair(begin - 3))
        begin -= 3;
    auto end = begin;
    while (isPair(end)) {
        end += 2;
        if (end + 2 >= text.size() || text[end] != separator || !isPair(end + 1))
            break;
        ++end;
    }
    return {begin, end};
}

std::optional<std::size_t> textInHexPairs(std::string_view text, Span pairs)
{
    constexpr std::size_t kFewest = 12 * 3 - 1; // of twelve pairs
    for (auto at = pairs.begin; at + kFewest <= pairs.end; at += 3) {
        if (mayBeginText(static_cast<char>(hexDigitValue(text[at]) << 4 | hexDigitValue(text[at + 1]))))
            return at;
    }
    return std::nullopt;
}

std::size_t wrappedHexEnd(std::string_view text, std::size_t begin, std::size_t end)
{
    const auto width = end - begin;
    const bool isWide =
        text.substr(begin, width).find("00") != std::string_view::npos; // letters of two bytes
    for (auto last = width; last == width;) {
        auto next = end;
        next += next < text.size() && text[next] == '\r' ? 1 : 0;
        if (next >= text.size() || text[next] != '\n')
            break;
        const auto first = ++next;
        while (next < text.size() && next - first <= width && hexDigitValue(text[next]) >= 0)
            ++next;
        last = next - first;
        const auto line = text.substr(first, last);
        if (last == 0 || last > width || (last < width && !isWide && isOtherThanText(line)))
            break;
        end = next;
    }
    return end;
}

} // namespace gatehouse::inspect
