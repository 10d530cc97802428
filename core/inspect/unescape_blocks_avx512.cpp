// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/latin_letters.h"
#include "core/inspect/unescape_blocks.h"

#include <cstdint>
#include <immintrin.h>

namespace gatehouse::inspect {
namespace {
namespace avx512 {

// VBMI looks 64 bytes up in a table of as many, VBMI2 takes bytes out of 64, in one instruction each.
#define GATEHOUSE_WAY __attribute__((target("avx512f,avx512bw,avx512vbmi,avx512vbmi2,popcnt")))

constexpr std::size_t kBlock = 64;
constexpr bool kHasNoBranches = true;

struct Block {
    __m512i bytes;
    std::uint64_t backslashes;
    std::uint64_t dropped;
    bool isLastBegun;
};

GATEHOUSE_WAY inline std::uint64_t is(__m512i bytes, char c)
{
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(c));
}

GATEHOUSE_WAY inline Block blockAt(const char* at)
{
    const auto bytes = _mm512_loadu_si512(at);
    const auto backslashes = is(bytes, '\\');
    return {bytes, backslashes, backslashes, backslashes >> (kBlock - 1) != 0};
}

/// Writes what stands for Latin letters with accents in the place of their second bytes. Gives control
/// characters, what else is not ASCII, and DEL.
GATEHOUSE_WAY inline std::uint64_t readLetters(Block& block)
{
    // Bytes are compared as signed.
    const auto others = _mm512_cmplt_epi8_mask(block.bytes, _mm512_set1_epi8(' ')) | is(block.bytes, 0x7F);
    const auto leads = is(block.bytes, kLatinLead);
    const auto following = _mm512_cmplt_epi8_mask(block.bytes, _mm512_set1_epi8(static_cast<char>(0xC0)));
    const auto seconds = leads << 1 & following;
    const auto last = leads & std::uint64_t{1} << (kBlock - 1);
    // The lookup takes the low six bits of each byte.
    const auto forms =
        _mm512_maskz_permutexvar_epi8(seconds, block.bytes, _mm512_loadu_si512(kLatinForms.data()));
    const auto folded = _mm512_test_epi8_mask(forms, forms);
    block.bytes = _mm512_mask_mov_epi8(block.bytes, folded, forms);
    block.dropped |= folded >> 1 | last;
    block.isLastBegun = block.isLastBegun || last != 0;
    return others & ~(seconds | seconds >> 1 | last);
}

/// Writes what the escapes of the block stand for in the place of their letters. Gives the letters of those
/// that are of another kind. No backslash follows on another.
GATEHOUSE_WAY inline std::uint64_t readEscapes(Block& block)
{
    const auto escaped = block.backslashes << 1;
    const auto ends = is(block.bytes, 'n') & escaped;
    const auto tabs = is(block.bytes, 't') & escaped;
    const auto returns = is(block.bytes, 'r') & escaped;
    const auto same = is(block.bytes, '"') | is(block.bytes, '/');
    block.bytes = _mm512_mask_mov_epi8(block.bytes, ends, _mm512_set1_epi8('\n'));
    block.bytes = _mm512_mask_mov_epi8(block.bytes, tabs, _mm512_set1_epi8('\t'));
    block.bytes = _mm512_mask_mov_epi8(block.bytes, returns, _mm512_set1_epi8('\r'));
    return escaped & ~(ends | tabs | returns | same);
}

GATEHOUSE_WAY inline void writeAll(const Block& block, char* to)
{
    _mm512_storeu_si512(to, block.bytes);
}

GATEHOUSE_WAY inline unsigned countOf(std::uint64_t bits)
{
    return static_cast<unsigned>(_mm_popcnt_u64(bits));
}

/// Without what is dropped. Gives where the copy ends.
GATEHOUSE_WAY inline char* writeLeft(const Block& block, char* to)
{
    // By way of a register: written straight to memory it takes many times as long on some processors.
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi8(~block.dropped, block.bytes));
    return to + kBlock - countOf(block.dropped);
}

#include "core/inspect/unescape_blocks.def"

} // namespace avx512
} // namespace

UnescapeBlocks unescapeBlocksByAvx512()
{
    const bool hasAll = __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
        __builtin_cpu_supports("avx512vbmi") != 0 && __builtin_cpu_supports("avx512vbmi2") != 0 &&
        __builtin_cpu_supports("popcnt") != 0;
    return hasAll ? avx512::unescape : nullptr;
}

} // namespace gatehouse::inspect
