// SPDX-License-Identifier: Apache-2.0
#include "core/journal/escape_blocks.h"

#include <cstdint>
#include <immintrin.h>

namespace gatehouse::journal {
namespace {

#define GATEHOUSE_WAY __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi2,popcnt")))

constexpr std::size_t kTogether = 32;

GATEHOUSE_WAY EscapedBlocks escape(const char* from, std::size_t size, char* to)
{
    constexpr std::uint64_t kBackslashes = 0x5555555555555555; // of pairs of a backslash and a byte
    EscapedBlocks blocks;
    const auto is = [](__m256i bytes, char c) GATEHOUSE_WAY -> std::uint32_t {
        return _mm256_cmpeq_epi8_mask(bytes, _mm256_set1_epi8(c));
    };
    for (; blocks.read < size && !blocks.isStopped; from += kTogether) {
        const auto count = size - blocks.read < kTogether ? size - blocks.read : kTogether;
        // Behind the end nothing is read; blanks stand there.
        const auto within = _bzhi_u32(~0U, static_cast<unsigned>(count));
        auto bytes = _mm256_mask_loadu_epi8(_mm256_set1_epi8(' '), within, from);
        const auto ends = is(bytes, '\n');
        const auto tabs = is(bytes, '\t');
        // Bytes are compared as signed: what is not ASCII is below a blank, too.
        const auto others =
            (_mm256_cmplt_epi8_mask(bytes, _mm256_set1_epi8(' ')) & ~(ends | tabs)) | is(bytes, 0x7F);
        const auto specials = ends | tabs | is(bytes, '"') | is(bytes, '\\');
        bytes = _mm256_mask_mov_epi8(bytes, ends, _mm256_set1_epi8('n'));
        bytes = _mm256_mask_mov_epi8(bytes, tabs, _mm256_set1_epi8('t'));
        const auto pairs =
            _mm512_or_si512(_mm512_slli_epi16(_mm512_cvtepu8_epi16(bytes), 8), _mm512_set1_epi16('\\'));
        const auto written = _pdep_u64(specials, kBackslashes) | ~kBackslashes;
        // By way of a register: written straight to memory it takes many times as long on some processors.
        _mm512_storeu_si512(to + blocks.written, _mm512_maskz_compress_epi8(written, pairs));
        const auto read = others == 0 ? count : static_cast<std::size_t>(__builtin_ctz(others));
        const auto before = (std::uint64_t{1} << read) - 1;
        blocks.read += read;
        blocks.written += read + static_cast<std::size_t>(_mm_popcnt_u64(specials & before));
        blocks.isStopped = others != 0;
    }
    return blocks;
}

} // namespace

EscapeBlocks wideEscapeBlocks()
{
    const bool hasAll = __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
        __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512vbmi2") != 0 &&
        __builtin_cpu_supports("bmi2") != 0 && __builtin_cpu_supports("popcnt") != 0;
    return hasAll ? escape : nullptr;
}

} // namespace gatehouse::journal
