// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/byte_lanes.h"

#include <array>

namespace gatehouse::inspect {

/// Which of 64 bytes are what, of some blocks that follow each other: in each row bit i of word n stands for
/// byte i of block n. Rows, so that one instruction takes several blocks. Few kinds, since each costs time
/// for every byte of every message.
struct ByteBlocks {
    static constexpr std::size_t kBytes = 64;
    /// Blocks that are looked at together: enough that choosing the way costs nothing, few enough for the
    /// stack.
    static constexpr std::size_t kTogether = 16;
    /// The block before them and the one behind.
    static constexpr std::size_t kRoom = kTogether + 2;
    /// What is behind the last is looked at up to a multiple of this.
    static constexpr std::size_t kMostAtOnce = 4;
    using Row = std::array<std::uint64_t, kRoom>;

    Row digits;
    Row letters;    ///< of ASCII, and underscores
    Row capitals;   ///< of them
    Row separators; ///< what stands between groups of digits: space, '-', '.', '/', parentheses
    Row signs;      ///< ':' and '@'
    Row late;       ///< letters that are no hexadecimal digits, and underscores

    void read(std::size_t n, const char* at)
    {
        digits[n] = bitsOf<kBytes>(at, [](ByteLanes bytes) { return bytes.isWithin('0', 10); });
        letters[n] = bitsOf<kBytes>(
            at, [](ByteLanes bytes) { return bytes.small().isWithin('a', 26) | bytes.is('_'); });
        capitals[n] = bitsOf<kBytes>(at, [](ByteLanes bytes) { return bytes.isWithin('A', 26); });
        separators[n] = bitsOf<kBytes>(at,
            [](ByteLanes bytes) { return bytes.is(' ') | bytes.isWithin('-', 3) | bytes.isWithin('(', 2); });
        signs[n] = bitsOf<kBytes>(at, [](ByteLanes bytes) { return bytes.is(':') | bytes.is('@'); });
        late[n] = bitsOf<kBytes>(
            at, [](ByteLanes bytes) { return bytes.small().isWithin('g', 20) | bytes.is('_'); });
    }
    void clear(std::size_t n)
    {
        digits[n] = letters[n] = capitals[n] = separators[n] = signs[n] = late[n] = 0;
    }
    void copy(std::size_t from, std::size_t to)
    {
        for (Row* row : {&digits, &letters, &capitals, &separators, &signs, &late})
            (*row)[to] = (*row)[from];
    }
};

} // namespace gatehouse::inspect
