// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/scan_bytes.h"

#include <arm_neon.h>
#include <bit>
#include <cstdint>

namespace gatehouse::jsonrpc {

/// Four bits for each of the 16 bytes of `hits`, which are 0x00 or 0xFF.
inline std::uint64_t nibbleMask(uint8x16_t hits)
{
    return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(hits), 4)), 0);
}

/// The first byte in [at, end) that is a quote, a backslash, a control character or not ASCII; `end` where
/// none is.
inline const char* skipPlainText(const char* at, const char* end)
{
    for (; end - at >= 16; at += 16) {
        const auto block = vld1q_u8(reinterpret_cast<const std::uint8_t*>(at));
        const auto hits =
            vorrq_u8(vorrq_u8(vceqq_u8(block, vdupq_n_u8('"')), vceqq_u8(block, vdupq_n_u8('\\'))),
                vorrq_u8(vcltq_u8(block, vdupq_n_u8(0x20)), vcgeq_u8(block, vdupq_n_u8(0x80))));
        if (const auto mask = nibbleMask(hits))
            return at + std::countr_zero(mask) / 4;
    }
    return skipPlainTextBytewise(at, end);
}

/// The first byte in [at, end) that is neither plain text nor part of a frequent escape; `end` where none is.
inline const char* skipEscapedText(const char* at, const char* end)
{
    return skipEscapedTextStepwise(at, end, skipPlainText);
}

/// The first quote in [at, end) that no backslash in there escapes; `end` where none is. Linear: each run of
/// backslashes is counted once.
inline const char* findStringEnd(const char* at, const char* end)
{
    const char* const begin = at;
    for (; end - at >= 16; at += 16) {
        const auto block = vld1q_u8(reinterpret_cast<const std::uint8_t*>(at));
        if (nibbleMask(vceqq_u8(block, vdupq_n_u8('"'))) == 0)
            continue;
        const char* const quote = findStringEndBytewise(begin, at, at + 16);
        if (quote != at + 16)
            return quote;
    }
    return findStringEndBytewise(begin, at, end);
}

} // namespace gatehouse::jsonrpc
