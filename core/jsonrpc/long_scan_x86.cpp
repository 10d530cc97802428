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

GATEHOUSE_AVX2 inline std::uint64_t isHigh(const Bytes& bytes)
{
    return bits(bytes.low, bytes.high);
}

/// One of `count` bytes from `first` on.
GATEHOUSE_AVX2 inline std::uint64_t isWithin(const Bytes& bytes, int first, int count)
{
    const auto move = _mm256_set1_epi8(static_cast<char>(-128 - first));
    const auto limit = _mm256_set1_epi8(static_cast<char>(-128 + count));
    return bits(_mm256_cmpgt_epi8(limit, _mm256_add_epi8(bytes.low, move)),
        _mm256_cmpgt_epi8(limit, _mm256_add_epi8(bytes.high, move)));
}

/// What of a block's bytes above ASCII is well-formed: characters of two bytes, and of three but those that
/// begin with E0 and ED, of which not all may be (Unicode 15, table 3-7).
struct Characters {
    std::uint64_t stops = 0; ///< first bytes of characters that are others, and what follows on nothing
    unsigned begun = 0; ///< bytes at the end of the block, of a character that the next block goes on with
};

GATEHOUSE_AVX2 inline Characters charactersOf(const Bytes& bytes, std::uint64_t high)
{
    const auto following = isWithin(bytes, 0x80, 0x40);
    const auto ofTwo = isWithin(bytes, 0xC2, 0x1E);
    const auto ofThree = isWithin(bytes, 0xE1, 0x0F) & ~is(bytes, static_cast<char>(0xED));
    const auto expected = (ofTwo | ofThree) << 1 | ofThree << 2;
    const auto wrong = (high & ~(following | ofTwo | ofThree)) | (following ^ expected);
    const auto wrongFirsts = (ofTwo | ofThree) & (wrong >> 1 | wrong >> 2);
    const bool isLastBegun = ((ofTwo | ofThree) >> 63) != 0;
    return {wrong | wrongFirsts, isLastBegun ? 1U : (ofThree >> 62 & 1) != 0 ? 2U : 0U};
}

GATEHOUSE_AVX2 const char* skipTextWide(const char* at, const char* end)
{
    while (end - at >= kBlock) {
        const auto bytes = blockAt(at);
        const auto quotes = is(bytes, '"');
        const auto backslashes = is(bytes, '\\');
        const auto escaped = escapedBy(backslashes);
        const auto frequent = quotes | backslashes | bits(isLetter(bytes.low), isLetter(bytes.high));
        const auto high = isHigh(bytes);
        auto stops = (quotes & ~escaped) | (isOther(bytes) & ~high) | ((escaped & ~frequent) >> 1);
        auto begun = static_cast<unsigned>((backslashes & ~escaped) >> 63);
        if (high != 0) {
            const auto characters = charactersOf(bytes, high);
            stops |= characters.stops;
            begun |= characters.begun;
        }
        if (stops != 0)
            return at + std::countr_zero(stops);
        at += kBlock;
        // A backslash at the end waits for what it escapes, and so does a character's first byte: the next
        // block begins with it. A branch, for then blocks need not wait for each other.
        if (__builtin_expect(static_cast<long>(begun), 0) != 0) {
            at -= begun;
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
    return __builtin_cpu_supports("avx2") != 0 ? LongScan{skipTextWide, findStringEndWide} : LongScan{};
}

} // namespace gatehouse::jsonrpc
