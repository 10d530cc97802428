// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace gatehouse::inspect {

/// Which of 64 bytes are what: bit i stands for byte i. Few kinds, since each costs time for every byte of
/// every message.
struct ByteBlock {
    std::uint64_t digits = 0;
    std::uint64_t letters = 0;    ///< of ASCII, and underscores
    std::uint64_t separators = 0; ///< what stands between groups of digits: space, '-', '.', '/', parentheses
    std::uint64_t signs = 0;      ///< ':' and '@'

    std::uint64_t words() const { return digits | letters; }
};

/// For every machine; the oracle of the others.
inline ByteBlock readBlockBytewise(const char* at)
{
    ByteBlock block;
    for (unsigned i = 0; i < 64; ++i) {
        const char c = at[i];
        const char lower = static_cast<char>(c | 0x20);
        const auto bit = [i](bool is) { return std::uint64_t{is} << i; };
        block.digits |= bit(c >= '0' && c <= '9');
        block.letters |= bit((lower >= 'a' && lower <= 'z') || c == '_');
        block.separators |= bit(c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')');
        block.signs |= bit(c == ':' || c == '@');
    }
    return block;
}

} // namespace gatehouse::inspect

// The one place that chooses; each file gives readBlock().
#if defined(__SSE2__)
#include "core/inspect/byte_block_sse2.h"
#else
namespace gatehouse::inspect {
inline ByteBlock readBlock(const char* at)
{
    return readBlockBytewise(at);
}
} // namespace gatehouse::inspect
#endif
