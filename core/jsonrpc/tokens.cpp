// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/tokens.h"

#include <algorithm>
#include <charconv>

namespace gatehouse::jsonrpc {
namespace {

// Far beyond what any line can shift a decimal point by, far below what overflows the arithmetic.
constexpr std::int64_t kExponentCap = std::int64_t{1} << 40;

/// Where the first digit that counts stands, as a power of ten: 5 → 0, 500 → 2, 0.05 → -2.
struct Magnitude {
    std::int64_t power = 0;
    bool isZero = true;
};

} // namespace

TokenEnd skipLongNumber(const char* at, const char* end)
{
    const char* const start = at;
    Magnitude magnitude;
    if (at != end && *at == '-')
        ++at;
    const char* const integer = at;
    while (at != end && isDigit(*at))
        ++at;
    if (at == integer || (*integer == '0' && at - integer > 1))
        return {};
    if (*integer != '0')
        magnitude = {at - integer - 1, false};
    if (at != end && *at == '.') {
        const char* const fraction = ++at;
        for (; at != end && isDigit(*at); ++at) {
            if (magnitude.isZero && *at != '0')
                magnitude = {-(at - fraction) - 1, false};
        }
        if (at == fraction)
            return {};
    }
    if (at != end && (*at == 'e' || *at == 'E')) {
        ++at;
        const bool isNegative = at != end && *at == '-';
        if (at != end && (*at == '-' || *at == '+'))
            ++at;
        const char* const digits = at;
        std::int64_t exponent = 0;
        for (; at != end && isDigit(*at); ++at)
            exponent = std::min(exponent * 10 + (*at - '0'), kExponentCap);
        if (at == digits)
            return {};
        magnitude.power += isNegative ? -exponent : exponent;
    }
    if (magnitude.isZero || magnitude.power < 308)
        return {at, {}};
    double value = 0;
    if (magnitude.power > 308 || std::from_chars(start, at, value).ec != std::errc())
        return {nullptr, base::ErrorCode::NumberOverflow};
    return {at, {}};
}

} // namespace gatehouse::jsonrpc
