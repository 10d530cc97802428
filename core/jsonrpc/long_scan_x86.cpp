// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/long_scan.h"
#include "core/jsonrpc/scan.h"

#include <bit>
#include <cstdint>
#include <immintrin.h>

namespace gatehouse::jsonrpc {
namespace {

#define GATEHOUSE_AVX2 __attribute__((target("avx2")))

constexpr int kBlock = 64;

struct Bytes {
    __m256i low;
    __m256i high;
};

GATEHOUSE_AVX2 inline Bytes blockAt(const char* at)
{
    return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)),
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + 32))};
}

GATEHOUSE_AVX2 inline std::uint64_t bits(__m256i low, __m256i high)
{
    return std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(low))} |
        std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(high))} << 32;
}

GATEHOUSE_AVX2 inline std::uint64_t is(const Bytes& bytes, char c)
{
    const auto all = _mm256_set1_epi8(c);
    return bits(_mm256_cmpeq_epi8(bytes.low, all), _mm256_cmpeq_epi8(bytes.high, all));
}

GATEHOUSE_AVX2 inline __m256i isLetter(__m256i bytes)
{
    return _mm256_or_si256(
        _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('n')), _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('t')));
}

/// Control characters and what is not ASCII: bytes are compared as signed.
GATEHOUSE_AVX2 inline std::uint64_t isOther(const Bytes& bytes)
{
    const auto space = _mm256_set1_epi8(' ');
    return bits(_mm256_cmpgt_epi8(space, bytes.low), _mm256_cmpgt_epi8(space, bytes.high));
}

GATEHOUSE_AVX2 const char* skipEscapedTextWide(const char* at, const char* end)
{
    while (end - at >= kBlock) {
        const auto bytes = blockAt(at);
        const auto quotes = is(bytes, '"');
        const auto backslashes = is(bytes, '\\');
        const auto escaped = escapedBy(backslashes);
        const auto frequent = quotes | backslashes | bits(isLetter(bytes.low), isLetter(bytes.high));
        const auto stops = (quotes & ~escaped) | isOther(bytes) | ((escaped & ~frequent) >> 1);
        if (stops != 0)
            return at + std::countr_zero(stops);
        at += kBlock;
        // A backslash at the end waits for what it escapes: the next block begins with it. A branch, for then
        // blocks need not wait for each other.
        if (__builtin_expect(static_cast<long>((backslashes & ~escaped) >> 63), 0) != 0) {
            --at;
            __asm__ volatile("");
        }
    }
    return skipEscapedText(at, end);
}

GATEHOUSE_AVX2 const char* findStringEndWide(const char* at, const char* end)
{
    const char* const begin = at;
    for (; end - at >= kBlock; at += kBlock) {
        const auto bytes = blockAt(at);
        const auto quotes = is(bytes, '"');
        if (quotes == 0)
            continue;
        const std::uint64_t isFirstEscaped = isEscaped(begin, at) ? 1 : 0;
        const auto escaped = escapedBy(is(bytes, '\\') & ~isFirstEscaped) | isFirstEscaped;
        if (const auto ends = quotes & ~escaped)
            return at + std::countr_zero(ends);
    }
    return findStringEnd(isEscaped(begin, at) ? at - 1 : at, end);
}

} // namespace

LongScan wideLongScan()
{
    return __builtin_cpu_supports("avx2") != 0 ? LongScan{skipEscapedTextWide, findStringEndWide}
                                               : LongScan{};
}

} // namespace gatehouse::jsonrpc
