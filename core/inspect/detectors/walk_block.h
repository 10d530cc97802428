// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace gatehouse::inspect {

/// What stands where in 32 bytes of a text, for who goes through it word by word: one bit a byte.
struct WalkBlock {
    static constexpr std::size_t kBytes = 32;

    std::uint32_t letters = 0;     ///< of words, in ASCII: digits, underscores and apostrophes too
    std::uint32_t underscores = 0; ///< of those
    std::uint32_t high = 0;        ///< not ASCII

    explicit WalkBlock(const char* at);
    /// For every machine; the oracle of the other.
    static WalkBlock bytewise(const char* at);
    static WalkBlock none() { return {}; }

private:
    WalkBlock() = default;
};

inline WalkBlock WalkBlock::bytewise(const char* at)
{
    WalkBlock block;
    for (unsigned i = 0; i < kBytes; ++i) {
        const auto byte = static_cast<unsigned char>(at[i]);
        const auto lower = static_cast<unsigned char>(byte | 0x20U);
        const bool isLetter = (lower >= 'a' && lower <= 'z') || (byte >= '0' && byte <= '9');
        block.letters |= std::uint32_t{isLetter || byte == '_' || byte == '\''} << i;
        block.underscores |= std::uint32_t{byte == '_'} << i;
        block.high |= std::uint32_t{byte >= 0x80} << i;
    }
    return block;
}

#if defined(__SSE2__)

inline WalkBlock::WalkBlock(const char* at)
{
    for (unsigned half = 0; half < 2; ++half) {
        const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 16 * half));
        const auto bits = [half](__m128i hits) {
            return static_cast<std::uint32_t>(_mm_movemask_epi8(hits)) << (16 * half);
        };
        const auto is = [bytes](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
        // Signed bytes: moved so that a range becomes the lowest numbers, one comparison tells all of it.
        const auto isWithin = [](__m128i values, char first, int count) {
            const auto moved = _mm_add_epi8(values, _mm_set1_epi8(static_cast<char>(-128 - first)));
            return _mm_cmplt_epi8(moved, _mm_set1_epi8(static_cast<char>(-128 + count)));
        };
        const auto either = [](__m128i left, __m128i right) { return _mm_or_si128(left, right); };
        const auto lower = either(bytes, _mm_set1_epi8(0x20));
        const auto underscore = is('_');
        letters |= bits(
            either(either(isWithin(lower, 'a', 26), isWithin(bytes, '0', 10)), either(underscore, is('\''))));
        underscores |= bits(underscore);
        high |= bits(bytes);
    }
}

#else

inline WalkBlock::WalkBlock(const char* at)
    : WalkBlock(bytewise(at))
{
}

#endif

} // namespace gatehouse::inspect
