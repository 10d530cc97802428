// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/classifier/fold_block.h"

#include <emmintrin.h>

namespace gatehouse::inspect {

inline FoldBlock foldBlock(char* at)
{
    FoldBlock block;
    for (unsigned i = 0; i < 64; i += 16) {
        auto* const place = reinterpret_cast<__m128i*>(at + i);
        const auto bytes = _mm_loadu_si128(place);
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
        const auto small = _mm_set1_epi8(0x20);
        const auto letters = isWithin(_mm_or_si128(bytes, small), 'a', 26);
        const auto digits = isWithin(bytes, '0', 10);
        block.high |= bits(bytes);
        block.digits |= bits(digits);
        block.blanks |= bits(isWithin(bytes, 0, ' ' + 1));
        block.words |= bits(_mm_or_si128(_mm_or_si128(letters, digits), _mm_or_si128(is('_'), is('\''))));
        const auto lower = _mm_or_si128(bytes, _mm_and_si128(letters, small));
        _mm_storeu_si128(
            place, _mm_or_si128(_mm_andnot_si128(digits, lower), _mm_and_si128(digits, _mm_set1_epi8('0'))));
    }
    block.words |= block.high;
    return block;
}

} // namespace gatehouse::inspect
