// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/unescape_blocks.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <immintrin.h>

namespace gatehouse::inspect {
namespace {
namespace avx2 {

#define GATEHOUSE_WAY __attribute__((target("avx2,popcnt")))

constexpr std::size_t kBlock = 64;
constexpr bool kHasNoBranches = false;
constexpr unsigned kGroup = 8;

/// For each set of bytes in a group of eight, where those come from that are left without them.
constexpr auto kLeft = [] {
    std::array<std::uint64_t, 1U << kGroup> left{};
    for (unsigned dropped = 0; dropped < left.size(); ++dropped) {
        unsigned count = 0;
        for (std::uint64_t i = 0; i < kGroup; ++i) {
            if ((dropped >> i & 1) == 0)
                left[dropped] |= i << (kGroup * count++);
        }
    }
    return left;
}();

GATEHOUSE_WAY inline __m256i load(const char* at)
{
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
}

GATEHOUSE_WAY inline void store(char* at, __m256i bytes)
{
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(at), bytes);
}

GATEHOUSE_WAY inline __m256i is(__m256i bytes, char c)
{
    return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c));
}

GATEHOUSE_WAY inline __m256i either(__m256i left, __m256i right)
{
    return _mm256_or_si256(left, right);
}

GATEHOUSE_WAY inline std::uint64_t bits(__m256i low, __m256i high)
{
    return std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(low))} |
        std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(high))} << 32;
}

/// Control characters, what is not ASCII (bytes are compared as signed), and DEL.
GATEHOUSE_WAY inline __m256i isOther(__m256i bytes)
{
    return either(_mm256_cmpgt_epi8(_mm256_set1_epi8(' '), bytes), is(bytes, 0x7F));
}

/// What differs between the letter of an escape and what it stands for.
GATEHOUSE_WAY inline __m256i difference(__m256i letters, char letter, char meaning)
{
    return _mm256_and_si256(is(letters, letter), _mm256_set1_epi8(static_cast<char>(letter ^ meaning)));
}

GATEHOUSE_WAY inline __m256i differences(__m256i letters)
{
    return either(difference(letters, 'n', '\n'),
        either(difference(letters, 't', '\t'), difference(letters, 'r', '\r')));
}

/// Of the letters of escapes those that stand for themselves, and those that differ from what they stand for:
/// each difference is above 0.
GATEHOUSE_WAY inline __m256i isKnown(__m256i letters, __m256i differences)
{
    return either(
        either(is(letters, '"'), is(letters, '/')), _mm256_cmpgt_epi8(differences, _mm256_setzero_si256()));
}

/// Bytes behind which stands what they do to the next: `bytes` moved on by one.
GATEHOUSE_WAY inline __m256i movedOn(__m256i bytes, __m256i before)
{
    return _mm256_alignr_epi8(bytes, _mm256_permute2x128_si256(before, bytes, 0x21), 15);
}

/// 64 bytes, taken in turn: first which are backslashes, then, if all is well, what they stand for.
struct Block {
    __m256i low;
    __m256i high;
    __m256i lowBackslashes;
    __m256i highBackslashes;
    std::uint64_t backslashes;
    std::uint64_t dropped;
    bool isLastBegun;
};

GATEHOUSE_WAY inline Block blockAt(const char* at)
{
    Block block; // NOLINT: filled below
    block.low = load(at);
    block.high = load(at + kBlock / 2);
    block.lowBackslashes = is(block.low, '\\');
    block.highBackslashes = is(block.high, '\\');
    block.backslashes = bits(block.lowBackslashes, block.highBackslashes);
    block.dropped = block.backslashes;
    block.isLastBegun = block.backslashes >> (kBlock - 1) != 0;
    return block;
}

/// Writes what the escapes of the block stand for in the place of their letters. Gives the letters of those
/// that are of another kind. No backslash follows on another.
GATEHOUSE_WAY inline std::uint64_t readEscapes(Block& block)
{
    const auto lowEscaped = movedOn(block.lowBackslashes, _mm256_setzero_si256());
    const auto highEscaped = movedOn(block.highBackslashes, block.lowBackslashes);
    const auto lowChange = differences(block.low);
    const auto highChange = differences(block.high);
    const auto unknown = bits(_mm256_andnot_si256(isKnown(block.low, lowChange), lowEscaped),
        _mm256_andnot_si256(isKnown(block.high, highChange), highEscaped));
    block.low = _mm256_xor_si256(block.low, _mm256_and_si256(lowChange, lowEscaped));
    block.high = _mm256_xor_si256(block.high, _mm256_and_si256(highChange, highEscaped));
    return unknown;
}

/// Without its backslashes. Gives where the copy ends.
GATEHOUSE_WAY inline char* writeLeft(const Block& block, char* to)
{
    std::array<char, kBlock> bytes; // NOLINT: filled below
    store(bytes.data(), block.low);
    store(bytes.data() + kBlock / 2, block.high);
    for (unsigned i = 0; i < kBlock; i += kGroup) {
        const auto dropped = static_cast<unsigned>(block.backslashes >> i & 0xFF);
        const auto group = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(bytes.data() + i));
        const auto order = _mm_cvtsi64_si128(static_cast<long long>(kLeft[dropped]));
        _mm_storel_epi64(reinterpret_cast<__m128i*>(to), _mm_shuffle_epi8(group, order));
        to += kGroup - static_cast<unsigned>(_mm_popcnt_u32(dropped));
    }
    return to;
}

/// What is no printable ASCII, letters too.
GATEHOUSE_WAY inline std::uint64_t readLetters(const Block& block)
{
    return bits(isOther(block.low), isOther(block.high));
}

GATEHOUSE_WAY inline void writeAll(const Block& block, char* to)
{
    store(to, block.low);
    store(to + kBlock / 2, block.high);
}

GATEHOUSE_WAY inline unsigned countOf(std::uint64_t bits)
{
    return static_cast<unsigned>(_mm_popcnt_u64(bits));
}

#include "core/inspect/unescape_blocks.def"

} // namespace avx2
} // namespace

UnescapeBlocks unescapeBlocksByAvx2()
{
    return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("popcnt") != 0 ? avx2::unescape
                                                                                        : nullptr;
}

} // namespace gatehouse::inspect
