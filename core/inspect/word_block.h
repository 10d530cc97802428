// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

// What the words in 48 bytes of a text are made of: one bit a byte.
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace gatehouse::inspect {

struct WordBlock {
    static constexpr std::size_t kBytes = 48;

    std::uint64_t letters = 0;  ///< of ASCII
    std::uint64_t capitals = 0; ///< of those
    std::uint64_t others = 0;   ///< bytes that are not ASCII
    std::uint64_t digits = 0;

    explicit WordBlock(const char* at);
    /// For every machine; the oracle of the others.
    static WordBlock bytewise(const char* at);

private:
    WordBlock() = default;
};

inline WordBlock WordBlock::bytewise(const char* at)
{
    WordBlock block;
    for (unsigned i = 0; i < kBytes; ++i) {
        const auto byte = static_cast<unsigned char>(at[i]);
        const auto lower = static_cast<unsigned char>(byte | 0x20U);
        block.letters |= std::uint64_t{lower >= 'a' && lower <= 'z'} << i;
        block.capitals |= std::uint64_t{byte >= 'A' && byte <= 'Z'} << i;
        block.others |= std::uint64_t{byte >= 0x80} << i;
        block.digits |= std::uint64_t{byte >= '0' && byte <= '9'} << i;
    }
    return block;
}

#if defined(__SSE2__)

inline WordBlock::WordBlock(const char* at)
{
    for (unsigned i = 0; i < kBytes; i += 16) {
        const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + i));
        const auto bits = [i](__m128i hits) {
            return std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(hits))} << i;
        };
        // Signed bytes: moved so that a range becomes the lowest numbers, one comparison tells all of it.
        const auto isWithin = [](__m128i values, char first, int count) {
            const auto moved = _mm_add_epi8(values, _mm_set1_epi8(static_cast<char>(-128 - first)));
            return _mm_cmplt_epi8(moved, _mm_set1_epi8(static_cast<char>(-128 + count)));
        };
        letters |= bits(isWithin(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 26));
        capitals |= bits(isWithin(bytes, 'A', 26));
        others |= bits(bytes);
        digits |= bits(isWithin(bytes, '0', 10));
    }
}

#else

inline WordBlock::WordBlock(const char* at)
    : WordBlock(bytewise(at))
{
}

#endif

} // namespace gatehouse::inspect
