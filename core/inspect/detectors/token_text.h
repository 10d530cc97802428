// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
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

bool isOf(Alphabet alphabet, char c);
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
