// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/scan_bytes.h"

#include <bit>
#include <cstdint>
#include <emmintrin.h>

namespace gatehouse::jsonrpc {

/// The first byte in [at, end) that is a quote, a backslash, a control character or not ASCII; `end` where
/// none is.
inline const char* skipPlainText(const char* at, const char* end)
{
    const auto quote = _mm_set1_epi8('"');
    const auto backslash = _mm_set1_epi8('\\');
    const auto space = _mm_set1_epi8(0x20);
    for (; end - at >= 16; at += 16) {
        const auto block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        // Bytes are compared as signed: what is not ASCII is negative and so less than a space, too.
        const auto hits =
            _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, backslash)),
                _mm_cmplt_epi8(block, space));
        if (const auto mask = static_cast<unsigned>(_mm_movemask_epi8(hits)))
            return at + std::countr_zero(mask);
    }
    return skipPlainTextBytewise(at, end);
}

/// 64 bytes of a string, one bit for each.
struct StringBlock {
    std::uint64_t quotes = 0;
    std::uint64_t backslashes = 0;
    std::uint64_t letters = 0; ///< n and t
    std::uint64_t others = 0;  ///< control characters and what is not ASCII

    explicit StringBlock(const char* at)
    {
        for (unsigned i = 0; i < 64; i += 16) {
            const auto block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + i));
            const auto bits = [i](__m128i hits) {
                return std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(hits))} << i;
            };
            quotes |= bits(_mm_cmpeq_epi8(block, _mm_set1_epi8('"')));
            backslashes |= bits(_mm_cmpeq_epi8(block, _mm_set1_epi8('\\')));
            letters |= bits(_mm_or_si128(
                _mm_cmpeq_epi8(block, _mm_set1_epi8('n')), _mm_cmpeq_epi8(block, _mm_set1_epi8('t'))));
            others |= bits(_mm_cmplt_epi8(block, _mm_set1_epi8(0x20)));
        }
    }

    std::uint64_t escaped() const { return escapedBy(backslashes); }
};

/// The first byte in [at, end) that is neither plain text nor part of a frequent escape; `end` where none is.
inline const char* skipEscapedText(const char* at, const char* end)
{
    while (end - at >= 64) {
        const StringBlock block(at);
        const auto escaped = block.escaped();
        const auto rareEscapes = escaped & ~(block.quotes | block.backslashes | block.letters);
        const auto stops = (block.quotes & ~escaped) | block.others | (rareEscapes >> 1);
        // A backslash at the end waits for what it escapes: the next block begins with it.
        const auto lastEscapes = (block.backslashes & ~escaped) >> 63;
        if (stops != 0)
            return at + std::countr_zero(stops);
        at += 64 - lastEscapes;
    }
    return skipEscapedTextStepwise(at, end, skipPlainText);
}

/// Where in 64 bytes `c` stands.
inline std::uint64_t placesOf(char c, const char* at)
{
    const auto hits = [&](unsigned i) {
        const auto block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + i));
        return std::uint64_t{
            static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8(c))))};
    };
    return hits(0) | hits(16) << 16 | hits(32) << 32 | hits(48) << 48;
}

/// The first quote in [at, end) that no backslash in there escapes; `end` where none is. Linear: each run of
/// backslashes is counted once.
inline const char* findStringEnd(const char* at, const char* end)
{
    const char* const begin = at;
    for (; end - at >= 64; at += 64) {
        const auto quotes = placesOf('"', at);
        if (quotes == 0)
            continue;
        const std::uint64_t isFirstEscaped = isEscaped(begin, at) ? 1 : 0;
        const auto escaped = escapedBy(placesOf('\\', at) & ~isFirstEscaped) | isFirstEscaped;
        if (const auto ends = quotes & ~escaped)
            return at + std::countr_zero(ends);
    }
    for (; end - at >= 16; at += 16) {
        const auto block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        if (_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8('"'))) == 0)
            continue;
        const char* const quote = findStringEndBytewise(begin, at, at + 16);
        if (quote != at + 16)
            return quote;
    }
    return findStringEndBytewise(begin, at, end);
}

} // namespace gatehouse::jsonrpc
