// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/block_readers.h"

#include <cstring>
#include <immintrin.h>

namespace gatehouse::inspect {
namespace {

#define GATEHOUSE_AVX2 __attribute__((target("avx2")))

namespace wide {
constexpr std::size_t kBlocksAtOnce = 4;
#define GATEHOUSE_WAY [[gnu::always_inline]] GATEHOUSE_AVX2 inline
#include "core/inspect/find_places.def"
} // namespace wide

/// What ByteLanes is, of 32 bytes. No class: its functions would have to be for AVX2 alone, too.
GATEHOUSE_AVX2 inline __m256i load(const char* at)
{
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
}

GATEHOUSE_AVX2 inline __m256i is(__m256i bytes, char c)
{
    return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c));
}

GATEHOUSE_AVX2 inline __m256i isWithin(__m256i bytes, char first, int count)
{
    const auto moved = _mm256_add_epi8(bytes, _mm256_set1_epi8(static_cast<char>(-128 - first)));
    return _mm256_cmpgt_epi8(_mm256_set1_epi8(static_cast<char>(-128 + count)), moved);
}

GATEHOUSE_AVX2 inline __m256i either(__m256i left, __m256i right)
{
    return _mm256_or_si256(left, right);
}

GATEHOUSE_AVX2 inline __m256i isLetter(__m256i bytes)
{
    return isWithin(either(bytes, _mm256_set1_epi8(0x20)), 'a', 26);
}

GATEHOUSE_AVX2 inline std::uint64_t bits(__m256i low, __m256i high)
{
    return std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(low))} |
        std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(high))} << 32;
}

GATEHOUSE_AVX2 inline __m256i isSeparator(__m256i bytes)
{
    return either(is(bytes, ' '), either(isWithin(bytes, '-', 3), isWithin(bytes, '(', 2)));
}

GATEHOUSE_AVX2 inline __m256i isSign(__m256i bytes)
{
    return either(is(bytes, ':'), is(bytes, '@'));
}

GATEHOUSE_AVX2 inline __m256i isLate(__m256i bytes)
{
    return either(isWithin(either(bytes, _mm256_set1_epi8(0x20)), 'g', 20), is(bytes, '_'));
}

GATEHOUSE_AVX2 inline __m256i isMark(__m256i bytes)
{
    return either(isWithin(bytes, '%', 2), is(bytes, '\\'));
}

GATEHOUSE_AVX2 void readBytes(const char* text, std::size_t count, ByteBlocks& blocks, std::size_t first)
{
    for (auto n = first; n < first + count; ++n, text += ByteBlocks::kBytes) {
        const auto low = load(text);
        const auto high = load(text + 32);
        blocks.digits[n] = bits(isWithin(low, '0', 10), isWithin(high, '0', 10));
        blocks.letters[n] = bits(either(isLetter(low), is(low, '_')), either(isLetter(high), is(high, '_')));
        blocks.capitals[n] = bits(isWithin(low, 'A', 26), isWithin(high, 'A', 26));
        blocks.separators[n] = bits(isSeparator(low), isSeparator(high));
        blocks.signs[n] = bits(isSign(low), isSign(high));
        blocks.late[n] = bits(isLate(low), isLate(high));
    }
}

GATEHOUSE_AVX2 void findPlaces(
    const ByteBlocks& blocks, std::size_t count, std::uint64_t& carry, MarkPlaces& places)
{
    wide::findMarkPlaces(blocks, count, carry, places);
}

GATEHOUSE_AVX2 void readText(const char* text, std::size_t count, TextBlocks& blocks)
{
    for (std::size_t n = 1; n <= count; ++n, text += TextBlock::kBytes) {
        const auto low = load(text);
        const auto high = load(text + 32);
        blocks.letters[n] = bits(isLetter(low), isLetter(high));
        blocks.digits[n] = bits(isWithin(low, '0', 10), isWithin(high, '0', 10));
        blocks.marks[n] = bits(isMark(low), isMark(high));
    }
}

GATEHOUSE_AVX2 void findUnusual(
    const TextBlocks& blocks, std::size_t count, std::array<std::uint64_t, TextBlocks::kTogether>& unusual)
{
    wide::findUnusual(blocks, count, unusual);
}

} // namespace

BlockReaders wideBlockReaders()
{
    return __builtin_cpu_supports("avx2") != 0 ? BlockReaders{readBytes, findPlaces, readText, findUnusual}
                                               : BlockReaders{};
}

} // namespace gatehouse::inspect
