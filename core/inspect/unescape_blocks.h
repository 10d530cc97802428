// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace gatehouse::inspect {

struct UnescapedBlocks {
    std::size_t read = 0;
    std::size_t written = 0;
    bool hasEscapes = false;
    bool isStopped = false; ///< before what is no printable ASCII
};

/// Copies what stands from `from` on in a token, escapes of line ends, tabs, quotes and slashes taken for
/// what they stand for: up to what is neither such an escape nor printable ASCII, or to where less than a
/// block is left of `size` bytes. `to` has room for as much.
using UnescapeBlocks = UnescapedBlocks (*)(const char* from, std::size_t size, char* to);

/// 64 bytes at once, without a branch for each escape; null where this processor (x86 with AVX2) cannot.
UnescapeBlocks wideUnescapeBlocks();

} // namespace gatehouse::inspect
