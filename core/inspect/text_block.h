// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/byte_lanes.h"

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
