// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/escapes.h"

#include <charconv>

namespace gatehouse::jsonrpc {
namespace {

constexpr std::uint32_t kNoUnit = 0x110000;

/// The unit of the \uXXXX at `at`; kNoUnit where there is none.
std::uint32_t codeUnitAt(std::string_view text, std::size_t at)
{
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u')
        return kNoUnit;
    std::uint32_t unit = 0;
    const char* const digits = text.data() + at + 2;
    return std::from_chars(digits, digits + 4, unit, 16).ptr == digits + 4 ? unit : kNoUnit;
}

std::uint32_t shortEscape(char letter)
{
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return static_cast<unsigned char>(letter);
    }
}

} // namespace

DecodedEscape decodeEscape(std::string_view text, std::size_t at)
{
    const auto unit = codeUnitAt(text, at);
    if (unit == kNoUnit)
        return at + 1 < text.size() ? DecodedEscape{shortEscape(text[at + 1]), 2} : DecodedEscape{'\\', 1};
    if (unit >= 0xD800 && unit <= 0xDBFF) {
        const auto low = codeUnitAt(text, at + 6);
        if (low >= 0xDC00 && low <= 0xDFFF)
            return {0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00), 12};
    }
    return {unit, 6};
}

} // namespace gatehouse::jsonrpc
