// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/byte_lanes.h"

namespace gatehouse::inspect {

/// What of 64 bytes cannot be copied as it is: one bit a byte.
struct CopyBlock {
    static constexpr std::size_t kBytes = 64;

    std::uint64_t backslashes = 0;
    std::uint64_t blanks = 0; ///< tab, line feed and carriage return
    std::uint64_t others = 0; ///< other control characters, DEL, and what is not ASCII

    explicit CopyBlock(const char* at)
        : backslashes(bitsOf<kBytes>(at, [](ByteLanes bytes) { return bytes.is('\\'); }))
        , others(bitsOf<kBytes>(at, [](ByteLanes bytes) { return bytes.isControlOrHigh() | bytes.is(0x7F); }))
    {
        if (others == 0)
            return; // as nearly always in a token, where line ends are escapes
        blanks = bitsOf<kBytes>(at, [](ByteLanes bytes) { return bytes.isWithin('\t', 2) | bytes.is('\r'); });
        others &= ~blanks;
    }
};

} // namespace gatehouse::inspect
