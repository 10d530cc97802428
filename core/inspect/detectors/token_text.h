// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace gatehouse::inspect {

// What the letters of tokens tell, for all detectors of secrets.

/// Letters that a token is made of.
enum class Alphabet : std::uint8_t {
    Base62,      ///< A-Z a-z 0-9
    Word,        ///< and _
    Token,       ///< and - and _ (base64url)
    TokenEquals, ///< and =
    Dotted,      ///< Token and a dot
    Hex,
    LowerHex,
    UpperBase32, ///< A-Z 0-9
};

/// A bit for each alphabet that a byte is of.
inline constexpr auto kAlphabetsOfByte = [] {
    std::array<std::uint8_t, 256> table{};
    const auto add = [&table](char c, std::initializer_list<Alphabet> alphabets) {
        for (const auto alphabet : alphabets)
            table[static_cast<unsigned char>(c)] |=
                static_cast<std::uint8_t>(1U << static_cast<unsigned>(alphabet));
    };
    using enum Alphabet;
    for (int i = 0; i < 26; ++i) {
        add(static_cast<char>('a' + i), {Base62, Word, Token, TokenEquals, Dotted});
        add(static_cast<char>('A' + i), {Base62, Word, Token, TokenEquals, Dotted, UpperBase32});
    }
    for (char c = '0'; c <= '9'; ++c)
        add(c, {Base62, Word, Token, TokenEquals, Dotted, Hex, LowerHex, UpperBase32});
    for (int i = 0; i < 6; ++i) {
        add(static_cast<char>('a' + i), {Hex, LowerHex});
        add(static_cast<char>('A' + i), {Hex});
    }
    add('_', {Word, Token, TokenEquals, Dotted});
    add('-', {Token, TokenEquals, Dotted});
    add('=', {TokenEquals});
    add('.', {Dotted});
    return table;
}();

inline bool isOf(Alphabet alphabet, char c)
{
    return (kAlphabetsOfByte[static_cast<unsigned char>(c)] >> static_cast<unsigned>(alphabet) & 1U) != 0;
}
/// As a class of a regular expression: "[A-Za-z0-9]".
std::string classOf(Alphabet alphabet);
/// `text` as a regular expression that matches it and nothing else.
std::string quoted(std::string_view text);

/// The longest prefix of `text` that is made of these letters.
std::string_view takeWhile(std::string_view text, Alphabet alphabet);
/// True where no letter, digit or underscore stands before `begin`: what starts there is a word of its own.
bool startsToken(std::string_view text, std::size_t begin);

/// False for what people write in the place of a secret: few different letters, rows of neighbours (abcdef,
/// 123456), words such as EXAMPLE.
bool looksRandom(std::string_view secret);

/// Bits a letter, as often as each occurs (Shannon): 4 at most for hexadecimal digits, 6 for base64.
double entropyOf(std::string_view text);

/// True where the last six letters are the CRC-32 (IEEE 802.3) of those before them, in base 62 with leading
/// zeros, as in GitHub's and npm's tokens (github.blog, "Behind GitHub's new authentication token formats",
/// 2021).
bool hasBase62Crc32(std::string_view secret);

} // namespace gatehouse::inspect
