// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/encoded_units.h"

#include "core/jsonrpc/escapes.h"
#include "core/jsonrpc/tokens.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kContext = 128; // bytes around them that are decoded with them, on their line
constexpr std::size_t kWord = 1024;   // and as far as a word goes on, which may be a token

/// Bytes between two units that belong together: in an address a line of a key may stand between them.
constexpr std::size_t gapOf(Encoding encoding)
{
    return encoding == Encoding::Percent ? 160 : 64;
}

bool isLetterOrDigit(std::uint32_t c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20U) >= 'a' && (c | 0x20U) <= 'z');
}

/// What no address has to write as anything but itself (RFC 3986).
bool isUnreserved(std::uint32_t c)
{
    return isLetterOrDigit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

struct ParsedNumber {
    std::uint32_t value = 0;
    std::size_t length = 0;
};

/// Digits from `at` on, `most` at most.
ParsedNumber numberAt(std::string_view text, std::size_t at, int base, std::size_t most)
{
    const auto digits = text.substr(std::min(at, text.size()), most);
    ParsedNumber number;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number.value, base);
    number.length = end.ec == std::errc() ? static_cast<std::size_t>(end.ptr - digits.data()) : 0;
    return number;
}

EncodedUnit percentAt(std::string_view text, std::size_t at)
{
    if (text[at] == '+')
        return {1, ' ', false};
    const auto byte = numberAt(text, at + 1, 16, 2);
    if (byte.length != 2)
        return {};
    return {3, byte.value, isUnreserved(byte.value)};
}

EncodedUnit numericEscape(std::string_view text, std::size_t at, std::size_t digits)
{
    const auto number = numberAt(text, at + 2, 16, digits);
    if (number.length != digits || number.value >= 0x110000)
        return {};
    return {2 + digits, number.value, isLetterOrDigit(number.value) || number.value >= 0x80};
}

EncodedUnit escapeAt(std::string_view text, std::size_t at)
{
    const char kind = at + 1 < text.size() ? text[at + 1] : ' ';
    if (kind == 'x')
        return numericEscape(text, at, 2);
    if (kind == 'U')
        return numericEscape(text, at, 8);
    if (kind == 'u' && at + 2 < text.size() && text[at + 2] == '{') {
        const auto number = numberAt(text, at + 3, 16, 6);
        const auto end = at + 3 + number.length;
        const bool isClosed = number.length > 0 && end < text.size() && text[end] == '}';
        return isClosed ? EncodedUnit{number.length + 4, number.value, true} : EncodedUnit{};
    }
    if (kind == 'u') {
        const auto escape = jsonrpc::decodeEscape(text, at);
        const bool isUnusual = isLetterOrDigit(escape.codePoint) || escape.codePoint >= 0x80;
        return escape.length >= 6 ? EncodedUnit{escape.length, escape.codePoint, isUnusual} : EncodedUnit{};
    }
    if (kind >= '0' && kind <= '3') { // octal, of three digits
        const auto number = numberAt(text, at + 1, 8, 3);
        return number.length == 3 ? EncodedUnit{4, number.value, isLetterOrDigit(number.value)}
                                  : EncodedUnit{};
    }
    // \n and the like are decoded beside others, and are no reason to.
    constexpr std::string_view kShort = "nrt\"'\\/";
    if (kShort.find(kind) != std::string_view::npos)
        return {2, jsonrpc::decodeEscape(text, at).codePoint, false};
    return {};
}

EncodedUnit entityAt(std::string_view text, std::size_t at)
{
    if (at + 1 < text.size() && text[at + 1] == '#') {
        const bool isHex = at + 2 < text.size() && (text[at + 2] | 0x20) == 'x';
        const auto begin = at + (isHex ? 3 : 2);
        const auto number = numberAt(text, begin, isHex ? 16 : 10, 8); // with zeros before it
        if (number.length == 0 || number.value >= 0x110000)
            return {};
        auto end = begin + number.length;
        if (end < text.size() && text[end] == ';')
            ++end; // browsers do without
        return {end - at, number.value, isLetterOrDigit(number.value) || number.value >= 0x80};
    }
    struct Name {
        std::string_view name;
        char character;
    };
    static constexpr std::array<Name, 10> kNames{{{"lt;", '<'}, {"gt;", '>'}, {"amp;", '&'}, {"quot;", '"'},
        {"apos;", '\''}, {"nbsp;", ' '}, {"NewLine;", '\n'}, {"Tab;", '\t'}, {"colon;", ':'}, {"sol;", '/'}}};
    for (const auto& [name, character] : kNames) {
        if (text.substr(at + 1, name.size()) == name)
            return {1 + name.size(), static_cast<std::uint32_t>(character), false};
    }
    return {};
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// An address has no blanks; other units stand among words.
bool endsContext(Encoding encoding, char c)
{
    return encoding == Encoding::Percent ? isBlank(c) : c == '\n';
}

} // namespace

std::string_view startsOfUnits(Encoding encoding)
{
    return encoding == Encoding::Percent ? "%+" : encoding == Encoding::Escapes ? "\\" : "&";
}

EncodedUnit encodedUnitAt(Encoding encoding, std::string_view text, std::size_t at)
{
    switch (encoding) {
    case Encoding::Percent:
        return percentAt(text, at);
    case Encoding::Escapes:
        return escapeAt(text, at);
    default:
        return entityAt(text, at);
    }
}

std::optional<Span> unitsAround(
    Encoding encoding, std::string_view text, std::size_t at, std::size_t from, std::size_t& lookedAt)
{
    constexpr int kFewest = 3;
    const auto gap = gapOf(encoding);
    const char start = startsOfUnits(encoding).front();
    int unusual = 0;
    int units = 0;
    Span around{at, at};
    for (auto next = at; next < text.size() && next - around.end <= gap;) {
        const auto unit = encodedUnitAt(encoding, text, next);
        units += unit.length > 0 ? 1 : 0;
        // A single letter is enough to break up a word or a token; characters beyond ASCII are often written
        // so.
        unusual += !unit.isUnusual ? 0 : isUnreserved(unit.codePoint) ? 2 : 1;
        if (unit.length > 0)
            around.end = next + unit.length;
        const auto behind = std::min(next + std::max<std::size_t>(unit.length, 1), text.size());
        const auto found = text.substr(behind, gap).find(start);
        if (found == std::string_view::npos)
            break;
        next = behind + found;
    }
    lookedAt = std::max(around.end, at + 1);
    // An address may hold what has to be written so, and say something to a model all the same.
    const bool isAddress = encoding == Encoding::Percent && units >= kFewest;
    if (unusual < 2 && !isAddress)
        return std::nullopt;
    const auto belongs = [encoding](std::size_t distance, char c) {
        return distance < kContext ? !endsContext(encoding, c) : distance < kWord && !isBlank(c);
    };
    const auto behind = around.end;
    while (around.begin > from && belongs(at - around.begin, text[around.begin - 1]))
        --around.begin;
    while (around.end < text.size() && belongs(around.end - behind, text[around.end]))
        ++around.end;
    return around;
}

} // namespace gatehouse::inspect
