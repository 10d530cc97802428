// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/percent.h"

#include <algorithm>

namespace gatehouse::inspect {
namespace {

constexpr int kNotHex = -1;

int hexDigitValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char small = c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : kNotHex;
}

/// The value of `count` digits at `at`; kNotHex where there are fewer.
int hexAt(std::string_view text, std::size_t at, std::size_t count)
{
    int value = 0;
    if (at + count > text.size())
        return kNotHex;
    for (const char c : text.substr(at, count)) {
        const int digit = hexDigitValue(c);
        if (digit == kNotHex)
            return kNotHex;
        value = value * 16 + digit;
    }
    return value;
}

/// What `%uXXXX` is taken for: the lookalikes of dots and slashes by what they look like.
char charOf(int codePoint)
{
    switch (codePoint) {
    case 0xFF0E:
    case 0x2024:
        return '.';
    case 0x2215:
    case 0x2044:
    case 0xFF0F:
    case 0xEFC8:
        return '/';
    case 0x2216:
    case 0xFF3C:
    case 0xF025:
        return '\\';
    default:
        return static_cast<char>(codePoint & 0xFF);
    }
}

std::string decodedOnce(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isWide =
            text[i] == '%' && i + 1 < text.size() && (text[i + 1] == 'u' || text[i + 1] == 'U');
        const auto digits = isWide ? std::size_t{4} : std::size_t{2};
        const auto from = i + (isWide ? 2 : 1);
        const int value = text[i] == '%' ? hexAt(text, from, digits) : kNotHex;
        if (value == kNotHex) {
            out += text[i];
            continue;
        }
        out += charOf(value);
        i = from + digits - 1;
    }
    return out;
}

/// C0 AE is what `.` would be with a byte too many, C0 AF and C1 9C are `/` and `\`.
std::string withoutOverlong(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte == 0xC0 || byte == 0xC1) && i + 1 < text.size()) {
            const auto next = static_cast<unsigned char>(text[++i]);
            out += next < 0x80 ? text[i] : static_cast<char>((byte & 1) << 6 | (next & 0x3F));
        } else {
            out += text[i];
        }
    }
    return out;
}

} // namespace

std::string percentDecoded(std::string_view text)
{
    constexpr int kMostLayers = 3;
    std::string out(text);
    for (int layer = 0; layer < kMostLayers && out.find('%') != std::string::npos; ++layer)
        out = decodedOnce(out);
    return withoutOverlong(out);
}

} // namespace gatehouse::inspect
