// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/byte_lanes.h"

namespace gatehouse::inspect {

/// Which of 64 bytes are what, for words: bit i stands for byte i. What is neither blank nor of a word is a
/// mark.
struct FoldBlock {
    std::uint64_t words = 0; ///< letters, digits, '_', '\'' and every byte above ASCII
    std::uint64_t blanks = 0;
    std::uint64_t digits = 0;
    std::uint64_t high = 0; ///< bytes above ASCII
};

/// Makes letters of ASCII small and every digit a 0, in place.
inline FoldBlock foldBlock(char* at)
{
    FoldBlock block;
    for (unsigned i = 0; i < 64; i += ByteLanes::kBytes) {
        const ByteLanes bytes(at + i);
        const auto letters = bytes.small().isWithin('a', 26);
        const auto digits = bytes.isWithin('0', 10);
        const auto bits = [i](ByteLanes lanes) { return std::uint64_t{lanes.bits()} << i; };
        block.high |= bits(bytes);
        block.digits |= bits(digits);
        block.blanks |= bits(bytes.isWithin(0, ' ' + 1));
        block.words |= bits(letters | digits | bytes.is('_') | bytes.is('\''));
        const auto lower = bytes | (letters & ByteLanes::all(0x20));
        (lower.without(digits) | (digits & ByteLanes::all('0'))).store(at + i);
    }
    block.words |= block.high;
    return block;
}

} // namespace gatehouse::inspect
