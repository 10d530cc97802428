// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace gatehouse::inspect {

struct UnescapedBlocks {
    std::size_t read = 0;
    std::size_t written = 0;
    bool hasEscapes = false; ///< or letters for which one byte stands
    bool isStopped = false;  ///< before what is no printable ASCII
};

/// Copies what stands from `from` on in a token, escapes of line ends, tabs, quotes and slashes taken for
/// what they stand for, and as far as the way is made for it Latin letters as latin_letters.h says: up to
/// what is neither, nor printable ASCII, or to where less than a block is left of `size` bytes. `to` has room
/// for as much.
using UnescapeBlocks = UnescapedBlocks (*)(const char* from, std::size_t size, char* to);

/// 64 bytes at once, without a branch for each escape; null where this processor cannot. The second is the
/// faster.
UnescapeBlocks unescapeBlocksByAvx2();
UnescapeBlocks unescapeBlocksByAvx512();

} // namespace gatehouse::inspect
