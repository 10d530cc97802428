// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
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

/// Bytes that are looked for together: one look-up for each byte of a text, however many they are.
class ByteSet {
public:
    constexpr explicit ByteSet(std::string_view bytes)
    {
        for (const char one : bytes)
            m_has[static_cast<unsigned char>(one)] = true;
    }
    constexpr bool has(char c) const { return m_has[static_cast<unsigned char>(c)]; }
    /// The first of them from `at` on; npos where none stands there.
    constexpr std::size_t findIn(std::string_view text, std::size_t at = 0) const
    {
        while (at < text.size() && !has(text[at]))
            ++at;
        return at < text.size() ? at : std::string_view::npos;
    }
    /// The last of them; npos where none stands in the text.
    constexpr std::size_t findLastIn(std::string_view text) const
    {
        while (!text.empty() && !has(text.back()))
            text.remove_suffix(1);
        return text.empty() ? std::string_view::npos : text.size() - 1;
    }
    constexpr bool isIn(std::string_view text) const { return findIn(text) != std::string_view::npos; }

private:
    std::array<bool, 256> m_has{};
};

} // namespace gatehouse::inspect::ascii
