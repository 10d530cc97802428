// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/gram_filter.h"

#include <array>
#include <cstring>
#include <immintrin.h>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kAtOnce = 8;
constexpr std::size_t kBytesAtOnce = kAtOnce * kStep;

#define GATEHOUSE_AVX2 __attribute__((target("avx2,popcnt")))

GATEHOUSE_AVX2 inline __m128i load(const char* at)
{
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}

/// For each answer of passing() the offsets of those that pass, in the order of the text, a byte for each.
constexpr auto kOffsets = [] {
    std::array<std::int64_t, 1U << kAtOnce> offsets{};
    for (unsigned pass = 0; pass < offsets.size(); ++pass) {
        std::uint64_t packed = 0;
        unsigned count = 0;
        for (unsigned i = 0; i < kAtOnce; ++i) {
            if ((pass >> (i / 2 + i % 2 * 4) & 1U) != 0)
                packed |= std::uint64_t{i * kStep} << (8 * count++);
        }
        offsets[pass] = static_cast<std::int64_t>(packed);
    }
    return offsets;
}();

/// The half of a filter's word that holds bits from 32 * `index` on.
inline int halfAt(const std::uint64_t* filter, std::uint64_t index)
{
    std::int32_t half = 0;
    std::memcpy(&half, reinterpret_cast<const char*>(filter) + index * sizeof half, sizeof half);
    return half;
}

/// Those that eight indexes lead to. No gather: it is slower than eight loads where processors are made safe
/// from what it leaks (CVE-2022-40982), and no faster elsewhere.
GATEHOUSE_AVX2 inline __m256i halvesAt(const std::uint64_t* filter, __m256i indexes)
{
    constexpr std::uint64_t kLow = 0xFFFFFFFF;
    const auto a = static_cast<std::uint64_t>(_mm256_extract_epi64(indexes, 0));
    const auto b = static_cast<std::uint64_t>(_mm256_extract_epi64(indexes, 1));
    const auto c = static_cast<std::uint64_t>(_mm256_extract_epi64(indexes, 2));
    const auto d = static_cast<std::uint64_t>(_mm256_extract_epi64(indexes, 3));
    return _mm256_setr_epi32(halfAt(filter, a & kLow), halfAt(filter, a >> 32), halfAt(filter, b & kLow),
        halfAt(filter, b >> 32), halfAt(filter, c & kLow), halfAt(filter, c >> 32), halfAt(filter, d & kLow),
        halfAt(filter, d >> 32));
}

/// Which of the eight grams at even places pass: first those at 0, 4, 8, 12, then those at 2, 6, 10, 14.
GATEHOUSE_AVX2 inline unsigned passing(const std::uint64_t* filter, const char* letters)
{
    const auto written =
        _mm256_inserti128_si256(_mm256_castsi128_si256(load(letters)), load(letters + kStep), 1);
    const auto grams = _mm256_or_si256(written, _mm256_set1_epi32(static_cast<int>(kFold)));
    const auto factor = _mm256_set1_epi32(static_cast<int>(hashOf(1)));
    const auto places = _mm256_srli_epi32(_mm256_mullo_epi32(grams, factor), 32 - kFilterBits);
    const auto halves = halvesAt(filter, _mm256_srli_epi32(places, 5));
    // The bit that counts becomes the sign.
    const auto last = _mm256_set1_epi32(31);
    const auto signs = _mm256_sllv_epi32(halves, _mm256_sub_epi32(last, _mm256_and_si256(places, last)));
    return static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(signs)));
}

GATEHOUSE_AVX2 std::size_t byEight(
    const std::uint64_t* filter, const char* letters, std::size_t bytes, std::uint16_t* places)
{
    std::size_t count = 0;
    std::size_t at = 0;
    for (; at + kBytesAtOnce <= bytes; at += kBytesAtOnce) {
        // Without a branch: the processor would guess wrong each time.
        const auto pass = passing(filter, letters + at);
        const auto offsets = _mm_cvtepu8_epi16(_mm_cvtsi64_si128(kOffsets[pass]));
        const auto base = _mm_set1_epi16(static_cast<short>(at));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(places + count), _mm_add_epi16(offsets, base));
        count += static_cast<unsigned>(_mm_popcnt_u32(pass));
    }
    const auto done = count;
    count += filterGramsOneByOne(filter, letters + at, bytes - at, places + count);
    for (auto i = done; i < count; ++i)
        places[i] = static_cast<std::uint16_t>(places[i] + at);
    return count;
}

} // namespace

GramFilter filterGramsByEight()
{
    return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("popcnt") != 0 ? byEight : nullptr;
}

} // namespace gatehouse::inspect
