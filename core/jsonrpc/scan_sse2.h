// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/scan_bytes.h"

#include <bit>
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

/// The first quote or backslash in [at, end); `end` where none is.
inline const char* findQuoteOrBackslash(const char* at, const char* end)
{
    const auto quote = _mm_set1_epi8('"');
    const auto backslash = _mm_set1_epi8('\\');
    for (; end - at >= 16; at += 16) {
        const auto block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        const auto hits = _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, backslash));
        if (const auto mask = static_cast<unsigned>(_mm_movemask_epi8(hits)))
            return at + std::countr_zero(mask);
    }
    return findQuoteOrBackslashBytewise(at, end);
}

} // namespace gatehouse::jsonrpc
