// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace gatehouse::jsonrpc {

/// True for what ends the plain part of a string: quote, backslash, control characters and everything that is
/// not ASCII.
inline bool endsPlainText(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte == '"' || byte == '\\' || byte < 0x20 || byte >= 0x80;
}

inline const char* skipPlainTextBytewise(const char* at, const char* end)
{
    while (at != end && !endsPlainText(*at))
        ++at;
    return at;
}

/// True where the byte at `at` has an odd number of backslashes before it, none of them before `begin`.
inline bool isEscaped(const char* begin, const char* at)
{
    const char* first = at;
    while (first != begin && first[-1] == '\\')
        --first;
    return ((at - first) & 1) != 0;
}

/// Of 64 bytes, those behind the backslashes that escape something; that of bit 63 stands in the next block.
inline std::uint64_t escapedBy(std::uint64_t backslashes)
{
    // In a run of backslashes the first, third … escape what follows. Subtracting a run from the odd bits
    // borrows through it, so that its end shows in which of both it began (as in simdjson).
    constexpr std::uint64_t kOddBits = 0xAAAAAAAAAAAAAAAAU;
    const auto alternating = (((backslashes << 1) | kOddBits) - backslashes) ^ kOddBits;
    return alternating ^ backslashes;
}

/// findStringEnd() from `at` on; the string begins at `begin`.
inline const char* findStringEndBytewise(const char* begin, const char* at, const char* end)
{
    while (at != end && (*at != '"' || isEscaped(begin, at)))
        ++at;
    return at;
}

/// True for what follows the backslash of the four escapes that text is full of; the others are rare.
inline bool isFrequentEscape(char c)
{
    return c == 'n' || c == '"' || c == '\\' || c == 't';
}

/// skipEscapedText() with a fast way over plain text only: each escape is a step of its own.
template <typename SkipPlain>
const char* skipEscapedTextStepwise(const char* at, const char* end, SkipPlain skipPlain)
{
    for (;;) {
        at = skipPlain(at, end);
        if (end - at < 2 || *at != '\\' || !isFrequentEscape(at[1]))
            return at;
        at += 2;
    }
}

inline const char* skipEscapedTextBytewise(const char* at, const char* end)
{
    while (at != end) {
        if (!endsPlainText(*at))
            ++at;
        else if (*at == '\\' && end - at >= 2 && isFrequentEscape(at[1]))
            at += 2;
        else
            break;
    }
    return at;
}

} // namespace gatehouse::jsonrpc
