// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse::base {

/// True where `text` is well-formed UTF-8 (Unicode 15, table 3-7): no overlong forms, no surrogates, nothing
/// above U+10FFFF.
bool isValidUtf8(std::string_view text);

/// The character that begins at a place of a text.
struct DecodedCharacter {
    std::size_t length = 0; ///< bytes; 0: the bytes at this place are not UTF-8
    std::uint32_t codePoint = 0;
};
/// `at` must lie within the text.
DecodedCharacter decodeUtf8(std::string_view text, std::size_t at);

/// Appends `codePoint`, which is below 0x110000; a surrogate becomes its three generalised bytes.
void appendUtf8(std::string& out, std::uint32_t codePoint);

/// Control characters, bidi controls and everything else that draws nothing but can change what a reader
/// sees.
bool isInvisible(std::uint32_t codePoint);

/// At most `limit` bytes of `text`, cut at a character's border.
std::string_view truncateUtf8(std::string_view text, std::size_t limit);

/// `text` with control characters, bidi controls and other invisible characters drawn as \u{XXXX} and bytes
/// that are not UTF-8 as \x{XX}: safe to print in a terminal, in a log line, or in an error's detail.
std::string printable(std::string_view text);

} // namespace gatehouse::base
