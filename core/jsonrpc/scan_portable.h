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

/// The first quote in [at, end) that no backslash in there escapes; `end` where none is. Linear: each run of
/// backslashes is counted once.
inline const char* findStringEnd(const char* at, const char* end)
{
    const char* const begin = at;
    for (; end - at >= 8; at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, sizeof word);
        if (bytesEqual(word, '"') == 0)
            continue;
        const char* const quote = findStringEndBytewise(begin, at, at + 8);
        if (quote != at + 8)
            return quote;
    }
    return findStringEndBytewise(begin, at, end);
}

} // namespace gatehouse::jsonrpc
