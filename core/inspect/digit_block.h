// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/ascii.h"

#include <cstddef>
#include <cstdint>

// Where digits, and what may stand between groups of them, are in some bytes: one bit a byte.
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace gatehouse::inspect {

constexpr bool isDigitSeparator(char c)
{
    return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')';
}

struct DigitBlock {
    std::uint64_t digits = 0;
    std::uint64_t separators = 0;

    /// For every machine; the oracle of the others.
    template <unsigned Bytes>
    static DigitBlock bytewise(const char* at);
    /// `Bytes`: a multiple of 16, 64 at most.
    template <unsigned Bytes>
    static DigitBlock read(const char* at);
};

template <unsigned Bytes>
DigitBlock DigitBlock::bytewise(const char* at)
{
    DigitBlock block;
    for (unsigned i = 0; i < Bytes; ++i) {
        block.digits |= std::uint64_t{ascii::isDigit(at[i])} << i;
        block.separators |= std::uint64_t{isDigitSeparator(at[i])} << i;
    }
    return block;
}

#if defined(__SSE2__)

template <unsigned Bytes>
DigitBlock DigitBlock::read(const char* at)
{
    DigitBlock block;
    for (unsigned i = 0; i < Bytes; i += 16) {
        const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + i));
        const auto bits = [i](__m128i hits) {
            return std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(hits))} << i;
        };
        // Signed bytes: moved so that a range becomes the lowest numbers, one comparison tells all of it.
        const auto isWithin = [bytes](char first, int count) {
            const auto moved = _mm_add_epi8(bytes, _mm_set1_epi8(static_cast<char>(-128 - first)));
            return _mm_cmplt_epi8(moved, _mm_set1_epi8(static_cast<char>(-128 + count)));
        };
        const auto isSpace = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(' '));
        block.digits |= bits(isWithin('0', 10));
        block.separators |= bits(_mm_or_si128(isSpace, _mm_or_si128(isWithin('-', 3), isWithin('(', 2))));
    }
    return block;
}

#else

template <unsigned Bytes>
DigitBlock DigitBlock::read(const char* at)
{
    return bytewise<Bytes>(at);
}

#endif

} // namespace gatehouse::inspect
