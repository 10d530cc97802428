// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/byte_lanes.h"

namespace gatehouse::inspect {

/// Which of 64 bytes are what: bit i stands for byte i. Few kinds, since each costs time for every byte of
/// every message.
struct ByteBlock {
    static constexpr std::size_t kBytes = 64;

    std::uint64_t digits = 0;
    std::uint64_t letters = 0;    ///< of ASCII, and underscores
    std::uint64_t separators = 0; ///< what stands between groups of digits: space, '-', '.', '/', parentheses
    std::uint64_t signs = 0;      ///< ':' and '@'
    std::uint64_t late =
        0; ///< where there are signs: letters that are no hexadecimal digits, and underscores

    ByteBlock() = default;
    explicit ByteBlock(const char* at)
        : digits(bitsOf<kBytes>(at, [](ByteLanes bytes) { return bytes.isWithin('0', 10); }))
        , letters(bitsOf<kBytes>(
              at, [](ByteLanes bytes) { return bytes.small().isWithin('a', 26) | bytes.is('_'); }))
        , separators(bitsOf<kBytes>(at,
              [](ByteLanes bytes) {
                  return bytes.is(' ') | bytes.isWithin('-', 3) | bytes.isWithin('(', 2);
              }))
        , signs(bitsOf<kBytes>(at, [](ByteLanes bytes) { return bytes.is(':') | bytes.is('@'); }))
        , late(signs == 0 ? 0 : bitsOf<kBytes>(at, [](ByteLanes bytes) {
            return bytes.small().isWithin('g', 20) | bytes.is('_');
        }))
    {
    }

    std::uint64_t words() const { return digits | letters; }
};

} // namespace gatehouse::inspect
