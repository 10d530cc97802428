// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/jsonrpc/long_scan.h"
#include "core/jsonrpc/scan.h"

#include <cstdint>
#include <cstring>
#include <string_view>

namespace gatehouse::jsonrpc {

/// Where a token ends; `at` is null where it is not valid, and `error` says why.
struct TokenEnd {
    const char* at = nullptr;
    base::ErrorCode error = base::ErrorCode::InvalidJson;
};

/// The end of the UTF-8 sequence that starts at `at` with a byte of 0x80 or more; null where it is not
/// well-formed (Unicode 15, table 3-7).
inline const char* skipUtf8Sequence(const char* at, const char* end)
{
    const auto byte = [&](int i) { return static_cast<unsigned>(static_cast<unsigned char>(at[i])); };
    const auto continues = [&](int i) { return (byte(i) & 0xC0U) == 0x80U; };
    const auto first = byte(0);
    const auto left = end - at;
    if (first >= 0xE0 && first <= 0xEF && left >= 3 && continues(1) && continues(2)) {
        const bool isOverlong = first == 0xE0 && byte(1) < 0xA0;
        const bool isSurrogate = first == 0xED && byte(1) >= 0xA0;
        return isOverlong || isSurrogate ? nullptr : at + 3;
    }
    if (first >= 0xC2 && first <= 0xDF && left >= 2 && continues(1))
        return at + 2;
    if (first >= 0xF0 && first <= 0xF4 && left >= 4 && continues(1) && continues(2) && continues(3)) {
        const bool isOverlong = first == 0xF0 && byte(1) < 0x90;
        const bool isTooHigh = first == 0xF4 && byte(1) >= 0x90;
        return isOverlong || isTooHigh ? nullptr : at + 4;
    }
    return nullptr;
}

inline std::string_view between(const char* from, const char* to)
{
    return {from, static_cast<std::size_t>(to - from)};
}

inline bool isHexDigit(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/// The end of the escape whose backslash stands at `at`; null where it is none.
inline const char* skipEscape(const char* at, const char* end)
{
    if (end - at < 2)
        return nullptr;
    switch (at[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
        return at + 2;
    case 'u':
        if (end - at < 6 || !isHexDigit(at[2]) || !isHexDigit(at[3]) || !isHexDigit(at[4]) ||
            !isHexDigit(at[5]))
            return nullptr;
        return at + 6;
    default:
        return nullptr;
    }
}

/// The end (behind the closing quote) of the string token whose opening quote stands at `at`.
/// UTF-8 is checked on the way, so that no byte is looked at twice. `isPlain` becomes false where it holds an
/// escape or anything that is not ASCII.
inline TokenEnd skipString(const char* at, const char* end, bool& isPlain)
{
    isPlain = true;
    for (++at;;) {
        at = skipPlainText(at, end);
        if (at == end)
            return {};
        if (*at == '"')
            return {at + 1, {}};
        isPlain = false;
        if (*at == '\\') {
            at = skipEscape(at, end);
            if (at == nullptr)
                return {};
        } else if (static_cast<unsigned char>(*at) < 0x20) {
            return {nullptr, base::ErrorCode::ControlCharacter};
        } else {
            // Scripts other than Latin come in runs: stay with them.
            do {
                at = skipUtf8Sequence(at, end);
                if (at == nullptr)
                    return {nullptr, base::ErrorCode::InvalidUtf8};
            } while (at != end && static_cast<unsigned char>(*at) >= 0x80);
        }
        // Text that holds one escape holds many.
        at = end - at >= kLongText ? longScan().skipText(at, end) : skipEscapedText(at, end);
    }
}

/// The end of the number token at `at`; NumberOverflow where a double cannot hold its magnitude.
TokenEnd skipLongNumber(const char* at, const char* end);

inline bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

inline TokenEnd skipNumber(const char* at, const char* end)
{
    // Nearly every number is a short integer; everything else goes the long way.
    const char* digit = *at == '-' ? at + 1 : at;
    const char* const first = digit;
    while (digit != end && isDigit(*digit))
        ++digit;
    const bool isInteger = digit == end || (*digit != '.' && *digit != 'e' && *digit != 'E');
    if (isInteger && digit != first && digit - first < 300 && (*first != '0' || digit - first == 1))
        return {digit, {}};
    return skipLongNumber(at, end);
}

/// The end of `true`, `false` or `null` at `at`; null where it is none of them.
inline const char* skipLiteral(const char* at, const char* end)
{
    const auto left = end - at;
    if (left >= 4 && (std::memcmp(at, "true", 4) == 0 || std::memcmp(at, "null", 4) == 0))
        return at + 4;
    if (left >= 5 && std::memcmp(at, "false", 5) == 0)
        return at + 5;
    return nullptr;
}

inline bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

inline const char* skipBlanks(const char* at, const char* end)
{
    // Compact JSON has none; pretty-printed JSON has them in runs.
    while (at != end && isBlank(*at)) {
        std::uint64_t word = 0;
        while (end - at >= 8 && (std::memcpy(&word, at, 8), word == 0x2020202020202020U))
            at += 8;
        if (at != end && isBlank(*at))
            ++at;
    }
    return at;
}

} // namespace gatehouse::jsonrpc
