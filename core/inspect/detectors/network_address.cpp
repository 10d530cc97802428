// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/network_address.h"

#include "core/inspect/ascii.h"

#include <algorithm>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kIpv6Words = 8;

std::size_t hexDigitsFrom(std::string_view text, std::size_t at)
{
    std::size_t count = 0;
    while (count <= 4 && at + count < text.size() && ascii::isHexDigit(text[at + count]))
        ++count;
    return count;
}

std::size_t hexDigitsBefore(std::string_view text, std::size_t end)
{
    std::size_t count = 0;
    while (count <= 4 && count < end && ascii::isHexDigit(text[end - count - 1]))
        ++count;
    return count;
}

std::uint16_t hexWord(std::string_view digits)
{
    unsigned value = 0;
    for (const char c : digits)
        value =
            value * 16 + static_cast<unsigned>(ascii::isDigit(c) ? c - '0' : ascii::toLower(c) - 'a' + 10);
    return static_cast<std::uint16_t>(value);
}

bool isColonAt(std::string_view text, std::size_t at)
{
    return at < text.size() && text[at] == ':';
}

/// The words of an address from `at` on; `gap`: how many stand before "::", or kIpv6Words where there is
/// none.
struct WrittenWords {
    std::array<std::uint16_t, kIpv6Words> words{};
    std::size_t count = 0;
    std::size_t gap = kIpv6Words;
    std::size_t end = 0;
};

std::optional<WrittenWords> readWords(std::string_view text, std::size_t at)
{
    WrittenWords out;
    if (isColonAt(text, at) && isColonAt(text, at + 1)) {
        out.gap = 0;
        at += 2;
    }
    for (;;) {
        const auto digits = hexDigitsFrom(text, at);
        if (digits > 4 || (digits > 0 && out.count == kIpv6Words))
            return std::nullopt;
        if (digits > 0)
            out.words[out.count++] = hexWord(text.substr(at, digits));
        at += digits;
        out.end = at;
        if (!isColonAt(text, at) || digits == 0)
            break;
        if (isColonAt(text, at + 1)) {
            if (out.gap != kIpv6Words)
                return std::nullopt;
            out.gap = out.count;
            at += 2;
            out.end = at;
        } else if (at + 1 < text.size() && ascii::isHexDigit(text[at + 1])) {
            ++at;
        } else {
            break; // a sentence's own
        }
    }
    return out;
}

bool isWholeWord(std::string_view text, std::size_t begin, std::size_t end)
{
    const bool isBegun =
        begin > 0 && (ascii::isWordByte(text[begin - 1]) || ascii::isOneOf(":.-", text[begin - 1]));
    const bool isContinued = end < text.size() &&
        (ascii::isWordByte(text[end]) ||
            (ascii::isOneOf(":-", text[end]) && end + 1 < text.size() && ascii::isWordByte(text[end + 1])));
    return !isBegun && !isContinued;
}

} // namespace

std::optional<WrittenIpv4> readIpv4(std::string_view text, std::size_t begin)
{
    WrittenIpv4 out;
    out.end = begin;
    for (std::size_t i = 0; i < out.bytes.size(); ++i) {
        if (i > 0 && (out.end >= text.size() || text[out.end++] != '.'))
            return std::nullopt;
        const auto first = out.end;
        unsigned value = 0;
        while (out.end < text.size() && ascii::isDigit(text[out.end]) && out.end - first < 3)
            value = value * 10 + static_cast<unsigned>(text[out.end++] - '0');
        if (out.end == first || value > 255 || (text[first] == '0' && out.end - first > 1))
            return std::nullopt;
        out.bytes[i] = static_cast<std::uint8_t>(value);
    }
    return out;
}

std::optional<WrittenIpv6> readIpv6(std::string_view text, std::size_t colon)
{
    const auto before = hexDigitsBefore(text, colon);
    const auto begin = colon - before;
    if (before > 4 ||
        (begin > 0 && (ascii::isWordByte(text[begin - 1]) || ascii::isOneOf(":.-", text[begin - 1]))))
        return std::nullopt;
    const auto written = readWords(text, begin);
    if (!written || !isWholeWord(text, begin, written->end))
        return std::nullopt;
    const bool hasGap = written->gap != kIpv6Words;
    if (hasGap ? written->count >= kIpv6Words : written->count != kIpv6Words)
        return std::nullopt;
    WrittenIpv6 out{{}, begin, written->end, written->count};
    const auto head = std::min(written->gap, written->count);
    std::copy_n(written->words.begin(), head, out.words.begin());
    std::copy_backward(written->words.begin() + static_cast<std::ptrdiff_t>(head),
        written->words.begin() + static_cast<std::ptrdiff_t>(written->count), out.words.end());
    return out;
}

std::optional<Span> readMac(std::string_view text, std::size_t sign)
{
    constexpr std::size_t kBytes = 17;
    if (sign < 2 || sign - 2 + kBytes > text.size())
        return std::nullopt;
    const auto begin = sign - 2;
    bool hasLetter = false;
    bool isZero = true;
    bool isOnes = true;
    for (std::size_t i = 0; i < kBytes; ++i) {
        const char c = text[begin + i];
        if (i % 3 == 2 ? c != text[sign] : !ascii::isHexDigit(c))
            return std::nullopt;
        if (i % 3 == 2)
            continue;
        hasLetter = hasLetter || !ascii::isDigit(c);
        isZero = isZero && c == '0';
        isOnes = isOnes && ascii::toLower(c) == 'f';
    }
    const bool isDate = text[sign] == '-' && !hasLetter;
    if (isZero || isOnes || isDate || !isWholeWord(text, begin, begin + kBytes))
        return std::nullopt;
    return Span{begin, begin + kBytes};
}

bool isSomebodys(const Ipv4Bytes& address)
{
    const auto [a, b, c, d] = address;
    const bool isLocal = a == 0 || a == 10 || a == 127 || a >= 224 || (a == 100 && b >= 64 && b < 128) ||
        (a == 169 && b == 254) || (a == 172 && b >= 16 && b < 32) || (a == 192 && b == 168);
    const bool isOfDocuments = (a == 192 && b == 0 && (c == 0 || c == 2)) ||
        (a == 198 && (b == 18 || b == 19 || (b == 51 && c == 100))) || (a == 203 && b == 0 && c == 113);
    return !isLocal && !isOfDocuments;
}

bool isSomebodys(const WrittenIpv6& address)
{
    constexpr std::size_t kFewestWritten = 3; // a::b is a name
    const auto first = address.words[0];
    const bool isGlobal = first >= 0x2000 && first < 0x4000;
    // Not given out yet, but an address where all of it is written.
    const bool isWhole = address.written == address.words.size() && first >= 0x100 && first < 0xFC00;
    const bool isOfDocuments = (first == 0x2001 && address.words[1] == 0xDB8) || first == 0x3FFF;
    return (isGlobal || isWhole) && !isOfDocuments && address.written >= kFewestWritten;
}

bool looksLikeVersion(const Ipv4Bytes& address)
{
    constexpr std::uint8_t kSmall = 32;
    const auto isSmall = [](std::uint8_t byte) { return byte < kSmall; };
    return address[3] == 0 || std::ranges::all_of(address, isSmall);
}

bool isKnownService(const Ipv4Bytes& address)
{
    static constexpr std::array<Ipv4Bytes, 8> kServices{{{8, 8, 8, 8}, {8, 8, 4, 4}, {1, 1, 1, 1},
        {1, 0, 0, 1}, {9, 9, 9, 9}, {208, 67, 222, 222}, {208, 67, 220, 220}, {4, 4, 4, 4}}};
    return std::ranges::find(kServices, address) != kServices.end();
}

} // namespace gatehouse::inspect
