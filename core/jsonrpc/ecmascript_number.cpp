// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/open_requests.h"
#include "core/jsonrpc/tokens.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace gatehouse::jsonrpc {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

// WhiteSpace and LineTerminator of ECMA-262, as UTF-8.
constexpr std::string_view kSpaces[] = {"\t", "\n", "\v", "\f", "\r", " ", "\xC2\xA0", "\xE1\x9A\x80",
    "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85",
    "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8",
    "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80", "\xEF\xBB\xBF"};

bool trimOnce(std::string_view& text)
{
    for (const auto space : kSpaces) {
        if (text.starts_with(space)) {
            text.remove_prefix(space.size());
            return true;
        }
        if (text.ends_with(space)) {
            text.remove_suffix(space.size());
            return true;
        }
    }
    return false;
}

/// Hexadecimal digits without a prefix.
double hexadecimal(std::string_view digits)
{
    if (digits.empty() || digits.find_first_not_of("0123456789abcdefABCDEF") != digits.npos)
        return kNotANumber;
    double value = 0;
    const auto* const end = digits.data() + digits.size();
    const auto result = std::from_chars(digits.data(), end, value, std::chars_format::hex);
    return result.ec == std::errc() ? value : kInfinity;
}

/// Octal (3 bits a digit) or binary (1) digits; by way of hexadecimal, which rounds once.
double powerOfTwoRadix(std::string_view digits, std::size_t bitsPerDigit)
{
    const char highest = bitsPerDigit == 3 ? '7' : '1';
    std::string bits;
    for (const char digit : digits) {
        if (digit < '0' || digit > highest)
            return kNotANumber;
        for (auto bit = bitsPerDigit; bit-- > 0;)
            bits.push_back(static_cast<char>('0' + ((digit - '0') >> bit & 1)));
    }
    bits.insert(0, (4 - bits.size() % 4) % 4, '0');
    std::string hex;
    for (std::size_t i = 0; i < bits.size(); i += 4) {
        const int nibble =
            (bits[i] - '0') * 8 + (bits[i + 1] - '0') * 4 + (bits[i + 2] - '0') * 2 + (bits[i + 3] - '0');
        hex.push_back("0123456789abcdef"[nibble]);
    }
    return hexadecimal(hex);
}

std::string_view cutDigits(std::string_view& text)
{
    const auto count = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto digits = text.substr(0, count);
    text.remove_prefix(count);
    return digits;
}

/// StrUnsignedDecimalLiteral but for Infinity; rewritten as JSON, which has no "5.", ".5" nor leading zeros.
double decimal(std::string_view text)
{
    auto integer = cutDigits(text);
    std::string_view fraction;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        fraction = cutDigits(text);
    }
    if (integer.empty() && fraction.empty())
        return kNotANumber;
    while (integer.starts_with('0'))
        integer.remove_prefix(1);
    std::string json(integer.empty() ? "0" : integer);
    if (!fraction.empty())
        json.append(1, '.').append(fraction);
    json += text; // the exponent, which JSON writes in the same way
    const char* const end = json.data() + json.size();
    const auto token = skipNumber(json.data(), end);
    if (token.error == base::ErrorCode::NumberOverflow)
        return kInfinity;
    return token.at == end ? *Value(json).number() : kNotANumber;
}

} // namespace

double ecmaScriptNumber(std::string_view text)
{
    while (trimOnce(text)) {
    }
    if (text.empty())
        return 0;
    if (text.size() > 2 && text[0] == '0') {
        const char radix = static_cast<char>(text[1] | 0x20);
        if (radix == 'x')
            return hexadecimal(text.substr(2));
        if (radix == 'o' || radix == 'b')
            return powerOfTwoRadix(text.substr(2), radix == 'o' ? 3 : 1);
    }
    const double sign = text.front() == '-' ? -1 : 1;
    if (text.front() == '-' || text.front() == '+')
        text.remove_prefix(1);
    return text == "Infinity" ? sign * kInfinity : sign * decimal(text);
}

} // namespace gatehouse::jsonrpc
