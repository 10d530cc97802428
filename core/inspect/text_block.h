// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

// What stands where in 64 bytes of a text: one bit a byte.
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace gatehouse::inspect {

struct TextBlock {
    static constexpr std::size_t kBytes = 64;

    std::uint64_t letters = 0; ///< of ASCII
    std::uint64_t digits = 0;
    std::uint64_t marks = 0; ///< %, & and backslash

    explicit TextBlock(const char* at);
};

#if defined(__SSE2__)

inline TextBlock::TextBlock(const char* at)
{
    // Signed bytes: moved so that a range becomes the lowest numbers, one comparison tells all of it.
    const auto isBelow = [](__m128i bytes, char first, int count) {
        const auto moved = _mm_add_epi8(bytes, _mm_set1_epi8(static_cast<char>(-128 - first)));
        return _mm_cmplt_epi8(moved, _mm_set1_epi8(static_cast<char>(-128 + count)));
    };
    const auto bits = [](__m128i hits) {
        return std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(hits))};
    };
    for (unsigned i = 0; i < kBytes; i += 16) {
        const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + i));
        const auto lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        const auto percentOrAmpersand = isBelow(bytes, '%', 2);
        letters |= bits(isBelow(lower, 'a', 26)) << i;
        digits |= bits(isBelow(bytes, '0', 10)) << i;
        marks |= bits(_mm_or_si128(percentOrAmpersand, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')))) << i;
    }
}

#else

inline TextBlock::TextBlock(const char* at)
{
    for (unsigned i = 0; i < kBytes; ++i) {
        const auto byte = static_cast<unsigned char>(at[i]);
        const auto lower = static_cast<unsigned char>(byte | 0x20U);
        letters |= std::uint64_t{lower >= 'a' && lower <= 'z'} << i;
        digits |= std::uint64_t{byte >= '0' && byte <= '9'} << i;
        marks |= std::uint64_t{byte == '%' || byte == '&' || byte == '\\'} << i;
    }
}

#endif

} // namespace gatehouse::inspect
