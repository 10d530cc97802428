// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace gatehouse::inspect {

// Fixed texts (literals) as findLiterals() searches for them. compile_patterns makes the tables when the
// program is built: each literal is known by four bytes (a gram) of it, those that are rarest in ordinary
// text. Only grams that begin at even places of a text are looked at, so that each literal has two: one for
// where it begins at an even place itself, one for odd places.

/// One text that is searched for.
struct Literal {
    std::uint32_t word;    ///< in LiteralTable::words: eight bytes each
    std::uint16_t pattern; ///< index into patternsOf() the scope
    std::uint16_t around;  ///< bytes on each side that its pattern may reach; 0: the pattern is this text
    std::uint8_t bytes;
    std::int8_t gramAt;     ///< where its gram begins; -1: in front of it
    std::uint8_t tailBytes; ///< that follow, and belong to what matches
    std::uint8_t tail;      ///< LiteralTable::tails: what they may be
    bool startsWord;        ///< `\b` in front of it
    bool endsWord;
};

/// All literals that have one gram, and what they have in common around it: nearly all that only looks like
/// one of them differs there.
struct LiteralGroup {
    std::uint64_t frame; ///< kFrameBytes from kFrameBefore in front of the gram, folded
    std::uint64_t mask;  ///< bits of it that all have
    std::uint16_t first; ///< of its literals, which stand together
    std::uint16_t count;
};

/// Bytes that may stand somewhere.
using ByteSet = std::array<std::uint64_t, 4>;
constexpr bool isIn(const ByteSet& set, unsigned char byte)
{
    return (set[byte >> 6U] >> (byte & 63U) & 1U) != 0;
}

/// Eight bytes of a literal, and which bits of them are compared.
struct LiteralWord {
    std::uint64_t bytes;
    std::uint64_t mask;
};

struct LiteralTable {
    const std::uint64_t* filter; ///< kFilterWords: a bit for each hash of a gram
    const std::uint16_t* slots;  ///< kSlots: where each hash's chain begins
    const std::uint16_t* chains; ///< groups whose grams have one hash, kLastOfChain added to the last
    const LiteralGroup* groups;
    const Literal* literals;
    const LiteralWord* words;
    const ByteSet* tails;
};

inline constexpr unsigned kFilterBits =
    19; // 64 KB: twice as large costs nothing, and halves what passes by chance
inline constexpr unsigned kSlotBits = 16;
inline constexpr std::size_t kFilterWords = std::size_t{1} << (kFilterBits - 6);
inline constexpr std::size_t kSlots = std::size_t{1} << kSlotBits;
inline constexpr std::size_t kMostChained = 8;
inline constexpr std::uint16_t kLastOfChain = 0x8000;
inline constexpr std::size_t kGramBytes = 4;
inline constexpr std::size_t kStep = 2; ///< from one gram of a text to the next
inline constexpr std::size_t kFrameBytes = 8;
inline constexpr std::size_t kFrameBefore = 2;
inline constexpr std::size_t kMostAround = 512;    ///< bytes: no pattern reaches further from its literal
inline constexpr std::uint32_t kFold = 0x20202020; ///< in every gram: case is compared later

constexpr std::uint32_t hashOf(std::uint32_t gram)
{
    return gram * 0x9E3779B1U;
}
constexpr std::size_t filterBitOf(std::uint32_t hash)
{
    return hash >> (32 - kFilterBits);
}
constexpr std::size_t slotOf(std::uint32_t hash)
{
    return hash >> (32 - kSlotBits);
}
inline std::uint32_t loadGram(const char* at)
{
    std::uint32_t gram = 0;
    std::memcpy(&gram, at, sizeof gram);
    return gram;
}
inline std::uint32_t foldedGramAt(const char* at)
{
    return loadGram(at) | kFold;
}
inline std::uint64_t loadWord(const char* at)
{
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

} // namespace gatehouse::inspect
