// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace gatehouse::inspect::ascii {

// Kinds of bytes. No locale: what is not ASCII is none of them.

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

constexpr char toLower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

constexpr char toUpper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

constexpr bool isLetter(char c)
{
    return toLower(c) >= 'a' && toLower(c) <= 'z';
}

constexpr bool isLetterOrDigit(char c)
{
    return isDigit(c) || isLetter(c);
}

/// Of a name or number: a letter, digit or underscore.
constexpr bool isWordByte(char c)
{
    return isLetterOrDigit(c) || c == '_';
}

constexpr bool isHexDigit(char c)
{
    return isDigit(c) || (toLower(c) >= 'a' && toLower(c) <= 'f');
}

constexpr bool isOneOf(std::string_view set, char c)
{
    for (const char one : set) { // sets are short; find() is a call for each
        if (one == c)
            return true;
    }
    return false;
}

} // namespace gatehouse::inspect::ascii
