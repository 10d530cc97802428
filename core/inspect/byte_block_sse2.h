// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/byte_block.h"

#include <emmintrin.h>

namespace gatehouse::inspect {

inline ByteBlock readBlock(const char* at)
{
    ByteBlock block;
    for (unsigned i = 0; i < 64; i += 16) {
        const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + i));
        const auto bits = [i](__m128i hits) {
            return std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(hits))} << i;
        };
        const auto is = [bytes](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
        // Moved so that what is in the range is the lowest of all signed values: one comparison for both
        // ends.
        const auto isWithin = [](__m128i values, char first, int count) {
            const auto moved = _mm_add_epi8(values, _mm_set1_epi8(static_cast<char>(-128 - first)));
            return _mm_cmplt_epi8(moved, _mm_set1_epi8(static_cast<char>(-128 + count)));
        };
        const auto lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        block.digits |= bits(isWithin(bytes, '0', 10));
        block.letters |= bits(_mm_or_si128(isWithin(lower, 'a', 26), is('_')));
        block.separators |=
            bits(_mm_or_si128(is(' '), _mm_or_si128(isWithin(bytes, '-', 3), isWithin(bytes, '(', 2))));
        block.signs |= bits(_mm_or_si128(is(':'), is('@')));
    }
    return block;
}

} // namespace gatehouse::inspect
