// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace gatehouse::journal {

struct EscapedBlocks {
    std::size_t read = 0;
    std::size_t written = 0;
    bool isStopped = false; ///< before what is neither plain nor has a short escape
};

/// Writes `size` bytes from `from` on as the inside of a JSON string, or those before one that is neither
/// plain nor has a short escape of journals (json_text.h). `to` has room for twice as much and 64 bytes more.
using EscapeBlocks = EscapedBlocks (*)(const char* from, std::size_t size, char* to);

/// 32 bytes at once, without a branch for each escape; null where this processor (x86 with AVX-512's VBMI2)
/// cannot.
EscapeBlocks wideEscapeBlocks();

} // namespace gatehouse::journal
