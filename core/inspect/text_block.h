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
    /// For every machine; the oracle of the others.
    static TextBlock bytewise(const char* at);

private:
    TextBlock() = default;
};

/// Letters from g on, which are no hexadecimal digits: one bit for each of 64 bytes.
struct LateLetters {
    std::uint64_t small = 0;
    std::uint64_t capital = 0;

    explicit LateLetters(const char* at);
    /// For every machine; the oracle of the others.
    static LateLetters bytewise(const char* at);

private:
    LateLetters() = default;
};

inline LateLetters LateLetters::bytewise(const char* at)
{
    LateLetters letters;
    for (unsigned i = 0; i < TextBlock::kBytes; ++i) {
        letters.small |= std::uint64_t{at[i] >= 'g' && at[i] <= 'z'} << i;
        letters.capital |= std::uint64_t{at[i] >= 'G' && at[i] <= 'Z'} << i;
    }
    return letters;
}

inline TextBlock TextBlock::bytewise(const char* at)
{
    TextBlock block;
    for (unsigned i = 0; i < kBytes; ++i) {
        const auto byte = static_cast<unsigned char>(at[i]);
        const auto lower = static_cast<unsigned char>(byte | 0x20U);
        block.letters |= std::uint64_t{lower >= 'a' && lower <= 'z'} << i;
        block.digits |= std::uint64_t{byte >= '0' && byte <= '9'} << i;
        block.marks |= std::uint64_t{byte == '%' || byte == '&' || byte == '\\'} << i;
    }
    return block;
}

#if defined(__SSE2__)

inline TextBlock::TextBlock(const char* at)
{
    struct Kinds {
        std::uint64_t letters;
        std::uint64_t digits;
        __m128i marks;
    };
    const auto kindsAt = [at](unsigned offset) {
        // Signed bytes: moved so that a range becomes the lowest numbers, one comparison tells all of it.
        const auto isWithin = [](__m128i bytes, char first, int count) {
            const auto moved = _mm_add_epi8(bytes, _mm_set1_epi8(static_cast<char>(-128 - first)));
            return _mm_cmplt_epi8(moved, _mm_set1_epi8(static_cast<char>(-128 + count)));
        };
        const auto bits = [](__m128i hits) {
            return std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(hits))};
        };
        const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + offset));
        const auto lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        return Kinds{bits(isWithin(lower, 'a', 26)), bits(isWithin(bytes, '0', 10)),
            _mm_or_si128(isWithin(bytes, '%', 2), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')))};
    };
    // Written out: a loop over them costs half as much again.
    const auto first = kindsAt(0);
    const auto second = kindsAt(16);
    const auto third = kindsAt(32);
    const auto fourth = kindsAt(48);
    letters = first.letters | second.letters << 16 | third.letters << 32 | fourth.letters << 48;
    digits = first.digits | second.digits << 16 | third.digits << 32 | fourth.digits << 48;
    const auto anyMarks =
        _mm_or_si128(_mm_or_si128(first.marks, second.marks), _mm_or_si128(third.marks, fourth.marks));
    if (_mm_movemask_epi8(anyMarks) == 0)
        return; // as nearly always
    const auto bits = [](__m128i hits) {
        return std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(hits))};
    };
    marks = bits(first.marks) | bits(second.marks) << 16 | bits(third.marks) << 32 | bits(fourth.marks) << 48;
}

inline LateLetters::LateLetters(const char* at)
{
    for (unsigned i = 0; i < TextBlock::kBytes; i += 16) {
        const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + i));
        const auto isWithin = [bytes, i](char first, char last) {
            const auto hits =
                _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8(static_cast<char>(first - 1))),
                    _mm_cmplt_epi8(bytes, _mm_set1_epi8(static_cast<char>(last + 1))));
            return std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(hits))} << i;
        };
        small |= isWithin('g', 'z');
        capital |= isWithin('G', 'Z');
    }
}

#else

inline TextBlock::TextBlock(const char* at)
    : TextBlock(bytewise(at))
{
}

inline LateLetters::LateLetters(const char* at)
    : LateLetters(bytewise(at))
{
}

#endif

} // namespace gatehouse::inspect
