// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/byte_lanes.h"

#include <array>

namespace gatehouse::inspect {

/// What stands where in 64 bytes of a text: one bit a byte.
struct TextBlock {
    static constexpr std::size_t kBytes = 64;

    std::uint64_t letters = 0; ///< of ASCII
    std::uint64_t digits = 0;
    std::uint64_t marks = 0; ///< %, & and backslash

    TextBlock() = default;
    explicit TextBlock(const char* at)
        : letters(bitsOf<kBytes>(at, [](ByteLanes bytes) { return bytes.small().isWithin('a', 26); }))
        , digits(bitsOf<kBytes>(at, [](ByteLanes bytes) { return bytes.isWithin('0', 10); }))
        , marks(bitsOf<kBytes>(at, [](ByteLanes bytes) { return bytes.isWithin('%', 2) | bytes.is('\\'); }))
    {
    }
};

/// The same of some blocks that follow each other, in rows, so that one instruction takes several. Block 0 is
/// the one before them.
struct TextBlocks {
    static constexpr std::size_t kTogether = 16; ///< fit on the stack, and choosing the way costs nothing
    using Row = std::array<std::uint64_t, kTogether + 1>;

    Row letters;
    Row digits;
    Row marks;

    void set(std::size_t n, const TextBlock& block)
    {
        letters[n] = block.letters;
        digits[n] = block.digits;
        marks[n] = block.marks;
    }
    TextBlock at(std::size_t n) const
    {
        TextBlock block;
        block.letters = letters[n];
        block.digits = digits[n];
        block.marks = marks[n];
        return block;
    }
    std::uint64_t words(std::size_t n) const { return letters[n] | digits[n]; }
};

/// Letters from g on, which are no hexadecimal digits: one bit for each of 64 bytes.
struct LateLetters {
    std::uint64_t small = 0;
    std::uint64_t capital = 0;

    explicit LateLetters(const char* at)
        : small(bitsOf<TextBlock::kBytes>(at, [](ByteLanes bytes) { return bytes.isWithin('g', 20); }))
        , capital(bitsOf<TextBlock::kBytes>(at, [](ByteLanes bytes) { return bytes.isWithin('G', 20); }))
    {
    }
};

} // namespace gatehouse::inspect
