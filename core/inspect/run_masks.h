// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/text_block.h"

#include <cstdint>

namespace gatehouse::inspect {

// Rows of bits, each of which stands for a byte of a block.

inline constexpr unsigned kLongRun = 16; // letters and digits in a row, or none of them

/// The first bits of runs of kLongRun ones.
inline std::uint64_t longRuns(std::uint64_t bits)
{
    bits &= bits >> 1;
    bits &= bits >> 2;
    bits &= bits >> 4;
    return bits & bits >> 8;
}

/// One of four ones at least, each `step` bits behind the one before.
inline std::uint64_t rowsOf(std::uint64_t bits, int step)
{
    bits &= bits >> step;
    return bits & bits >> (2 * step);
}

/// The first bits of runs of exactly so many ones, two to four.
inline std::uint64_t runsOf(std::uint64_t bits, int count)
{
    auto runs = bits & ~(bits << 1) & ~(bits >> count);
    for (int i = 1; i < count; ++i)
        runs &= bits >> i;
    return runs;
}

/// True where four digits have a letter at their side, and two of them one that is no hexadecimal digit: so
/// it is in words, but not in ids. A capital by itself, as in a time (2024-01-02T03:04:05Z), is none either.
/// `longWords`: the first bits of what is too long for a word.
inline bool mayBeLeetspeak(const TextBlock& block, const char* bytes, std::uint64_t longWords)
{
    const auto beside = [](std::uint64_t bits) { return bits << 1 | bits >> 1; };
    auto inside = longWords | longWords << 1;
    for (const int more : {2, 4, 8})
        inside |= inside << more;
    const auto mixed = block.digits & beside(block.letters) & ~inside;
    auto few = mixed;
    for (int i = 0; i < 3; ++i)
        few &= few - 1;
    if (few == 0)
        return false;
    const LateLetters late(bytes);
    const auto inWords = mixed & beside(late.small | (late.capital & beside(block.letters)));
    return (inWords & (inWords - 1)) != 0;
}

} // namespace gatehouse::inspect
