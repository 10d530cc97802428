// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/scan_bytes.h"

#include <cstdint>
#include <cstring>

namespace gatehouse::jsonrpc {

inline constexpr std::uint64_t kEveryByte = 0x0101010101010101U;

/// Has a high bit set somewhere where a byte of `word` equals `byte` (and only then).
inline std::uint64_t bytesEqual(std::uint64_t word, unsigned char byte)
{
    const auto difference = word ^ (kEveryByte * byte);
    return (difference - kEveryByte) & ~difference & (kEveryByte * 0x80);
}

/// The first byte in [at, end) that is a quote, a backslash, a control character or not ASCII; `end` where
/// none is.
inline const char* skipPlainText(const char* at, const char* end)
{
    for (; end - at >= 8; at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, sizeof word);
        const auto controls = (word - kEveryByte * 0x20) & ~word & (kEveryByte * 0x80);
        if ((bytesEqual(word, '"') | bytesEqual(word, '\\') | controls | (word & (kEveryByte * 0x80))) != 0)
            break;
    }
    return skipPlainTextBytewise(at, end);
}

/// The first byte in [at, end) that is neither plain text nor part of a frequent escape; `end` where none is.
inline const char* skipEscapedText(const char* at, const char* end)
{
    return skipEscapedTextStepwise(at, end, skipPlainText);
}

/// The first quote or backslash in [at, end); `end` where none is.
inline const char* findQuoteOrBackslash(const char* at, const char* end)
{
    for (; end - at >= 8; at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, sizeof word);
        if ((bytesEqual(word, '"') | bytesEqual(word, '\\')) != 0)
            break;
    }
    return findQuoteOrBackslashBytewise(at, end);
}

} // namespace gatehouse::jsonrpc
