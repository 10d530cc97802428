// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/byte_lanes.h"

namespace gatehouse::inspect {

/// What stands where in 32 bytes of a text, for who goes through it word by word: one bit a byte.
struct WalkBlock {
    static constexpr std::size_t kBytes = 32;

    std::uint32_t letters = 0;     ///< of words, in ASCII: digits, underscores and apostrophes too
    std::uint32_t underscores = 0; ///< of those
    std::uint32_t high = 0;        ///< not ASCII

    explicit WalkBlock(const char* at)
        : letters(bits(at,
              [](ByteLanes bytes) {
                  return bytes.small().isWithin('a', 26) | bytes.isWithin('0', 10) | bytes.is('_') |
                      bytes.is('\'');
              }))
        , underscores(bits(at, [](ByteLanes bytes) { return bytes.is('_'); }))
        , high(bits(at, [](ByteLanes bytes) { return bytes; }))
    {
    }
    static WalkBlock none() { return {}; }

private:
    WalkBlock() = default;

    template <typename Kind>
    static std::uint32_t bits(const char* at, Kind kind)
    {
        return static_cast<std::uint32_t>(bitsOf<kBytes>(at, kind));
    }
};

} // namespace gatehouse::inspect
