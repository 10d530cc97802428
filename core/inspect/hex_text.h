// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/source_map.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace gatehouse::inspect {

// Hexadecimal digits as they stand in texts, two a byte.

/// Four bits; -1: no such digit.
int hexDigitValue(char c);

/// True where what the digits stand for is known to be no text, as of nearly all hashes: data has bytes that
/// stand in none. (A text of sixteen bytes may have one; a zero byte may be a letter's other half.)
bool beginsNoHexText(std::string_view digits);

/// False of a byte that no text begins with: it is no character, nor the first byte of one.
bool mayBeginText(char byte);

/// The pairs of digits in which one begins at `at`, with what stands behind it between all of them; not
/// before `from`.
Span hexPairsAround(std::string_view text, std::size_t at, std::size_t from);

/// Where text may begin in such pairs; nothing where too few follow.
std::optional<std::size_t> textInHexPairs(std::string_view text, Span pairs);

/// Behind the digits of a line from `begin` to `end`, and of those that follow: of the same length, and one
/// that is shorter if it is text, too.
std::size_t wrappedHexEnd(std::string_view text, std::size_t begin, std::size_t end);

} // namespace gatehouse::inspect
