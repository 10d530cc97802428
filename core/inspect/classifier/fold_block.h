// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace gatehouse::inspect {

/// Which of 64 bytes are what, for words: bit i stands for byte i. What is neither blank nor of a word is a
/// mark.
struct FoldBlock {
    std::uint64_t words = 0; ///< letters, digits, '_', '\'' and every byte above ASCII
    std::uint64_t blanks = 0;
    std::uint64_t digits = 0;
    std::uint64_t high = 0; ///< bytes above ASCII
};

/// Makes letters of ASCII small and every digit a 0, in place. For every machine; the oracle of the others.
inline FoldBlock foldBlockBytewise(char* bytes)
{
    FoldBlock block;
    for (unsigned i = 0; i < 64; ++i) {
        const auto c = static_cast<unsigned char>(bytes[i]);
        const auto lower = static_cast<unsigned char>(c | 0x20U);
        const bool isLetter = lower >= 'a' && lower <= 'z';
        const bool isDigit = c >= '0' && c <= '9';
        const bool isHigh = c >= 0x80;
        const auto bit = [i](bool is) { return std::uint64_t{is} << i; };
        block.words |= bit(isLetter || isDigit || isHigh || c == '_' || c == '\'');
        block.blanks |= bit(c <= ' ');
        block.digits |= bit(isDigit);
        block.high |= bit(isHigh);
        bytes[i] = static_cast<char>(isLetter ? lower : isDigit ? '0' : c);
    }
    return block;
}

} // namespace gatehouse::inspect

// The one place that chooses; each file gives foldBlock().
#if defined(__SSE2__)
#include "core/inspect/classifier/fold_block_sse2.h"
#else
namespace gatehouse::inspect {
inline FoldBlock foldBlock(char* bytes)
{
    return foldBlockBytewise(bytes);
}
} // namespace gatehouse::inspect
#endif
