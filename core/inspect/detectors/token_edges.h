// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detectors/token_formats.h"

#include <cstddef>
#include <string_view>

namespace gatehouse::inspect {

// Where tokens begin and end. Two may touch (a list that has lost its line ends): then the letters of the one
// go on in those of the other, and neither is a word of its own.

/// True where a token may begin at `begin`: it starts a word, or another token ends there. Looks at some
/// 1,300 bytes at most.
bool mayStartToken(std::string_view text, std::size_t begin);

/// True where `text` begins with a token, as far as the fewest letters of its kind tell, or with something
/// else that a token does not go on with.
bool isTokenStart(std::string_view text);

/// How many letters, `fewest` to `most`, stand in front of the first token that begins behind the fewest; 0
/// where none does.
std::size_t lettersBeforeToken(std::string_view text, std::size_t fewest, std::size_t most);

/// `text` begins with the letters of a token that has `fewest` to `most` of them; there are `letters` (more
/// than `most` count like one more). How many are the token's: all where they are not too many, else those
/// before another token; 0 where there is none.
std::size_t lettersOfToken(std::string_view text, std::size_t letters, std::size_t fewest, std::size_t most);

} // namespace gatehouse::inspect
