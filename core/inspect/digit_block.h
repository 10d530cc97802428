// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/byte_lanes.h"

namespace gatehouse::inspect {

constexpr bool isDigitSeparator(char c)
{
    return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')';
}

/// Where digits, and what may stand between groups of them, are in some bytes: one bit a byte.
struct DigitBlock {
    std::uint64_t digits = 0;
    std::uint64_t separators = 0;

    /// `Bytes`: a multiple of 16, 64 at most.
    template <unsigned Bytes>
    static DigitBlock read(const char* at)
    {
        return {bitsOf<Bytes>(at, [](ByteLanes bytes) { return bytes.isWithin('0', 10); }),
            bitsOf<Bytes>(at, [](ByteLanes bytes) {
                return bytes.is(' ') | bytes.isWithin('-', 3) | bytes.isWithin('(', 2);
            })};
    }
};

} // namespace gatehouse::inspect
