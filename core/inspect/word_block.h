// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/byte_lanes.h"

namespace gatehouse::inspect {

/// The letters and digits of 48 bytes: one bit a byte.
struct WordBlock {
    static constexpr std::size_t kBytes = 48;

    std::uint64_t letters = 0;  ///< of ASCII
    std::uint64_t capitals = 0; ///< of those
    std::uint64_t others = 0;   ///< bytes that are not ASCII
    std::uint64_t digits = 0;

    explicit WordBlock(const char* at)
        : letters(bitsOf<kBytes>(at, [](ByteLanes bytes) { return bytes.small().isWithin('a', 26); }))
        , capitals(bitsOf<kBytes>(at, [](ByteLanes bytes) { return bytes.isWithin('A', 26); }))
        , others(bitsOf<kBytes>(at, [](ByteLanes bytes) { return bytes; }))
        , digits(bitsOf<kBytes>(at, [](ByteLanes bytes) { return bytes.isWithin('0', 10); }))
    {
    }
};

} // namespace gatehouse::inspect
