// SPDX-License-Identifier: Apache-2.0
#include "core/base/utf8.h"

#include <cstdio>

namespace gatehouse::base {

DecodedCharacter decodeUtf8(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) -> std::uint32_t {
        return static_cast<unsigned char>(text[at + i]);
    };
    const auto continues = [&](std::size_t i) { return at + i < text.size() && (byte(i) & 0xC0U) == 0x80U; };
    const auto first = byte(0);
    if (first < 0x80)
        return {1, first};
    if (first >= 0xC2 && first <= 0xDF && continues(1))
        return {2, ((first & 0x1FU) << 6) | (byte(1) & 0x3FU)};
    if ((first & 0xF0U) == 0xE0U && continues(1) && continues(2)) {
        const auto value = ((first & 0x0FU) << 12) | ((byte(1) & 0x3FU) << 6) | (byte(2) & 0x3FU);
        if (value >= 0x800 && (value < 0xD800 || value > 0xDFFF))
            return {3, value};
    }
    if (first >= 0xF0 && first <= 0xF4 && continues(1) && continues(2) && continues(3)) {
        const auto value = ((first & 0x07U) << 18) | ((byte(1) & 0x3FU) << 12) | ((byte(2) & 0x3FU) << 6) |
            (byte(3) & 0x3FU);
        if (value >= 0x10000 && value <= 0x10FFFF)
            return {4, value};
    }
    return {};
}

void appendUtf8(std::string& out, std::uint32_t codePoint)
{
    const auto put = [&out](std::uint32_t byte) {
        out.push_back(static_cast<char>(static_cast<unsigned char>(byte)));
    };
    const auto putRest = [&](std::uint32_t shift) { put(0x80 | (codePoint >> shift & 0x3F)); };
    if (codePoint < 0x80) {
        put(codePoint);
        return;
    }
    if (codePoint < 0x800) {
        put(0xC0 | codePoint >> 6);
    } else if (codePoint < 0x10000) {
        put(0xE0 | codePoint >> 12);
        putRest(6);
    } else {
        put(0xF0 | codePoint >> 18);
        putRest(12);
        putRest(6);
    }
    putRest(0);
}

bool isInvisible(std::uint32_t codePoint)
{
    const auto c = codePoint;
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x34F || c == 0x61C || c == 0x115F ||
        c == 0x1160 || c == 0x17B4 || c == 0x17B5 || (c >= 0x180B && c <= 0x180F) ||
        (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
        c == 0x2800 || c == 0x3164 || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || c == 0xFFA0 ||
        (c >= 0xFFF0 && c <= 0xFFFB) || (c >= 0x1D173 && c <= 0x1D17A) || (c >= 0xE0000 && c <= 0xE0FFF);
}

bool isValidUtf8(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto length = decodeUtf8(text, at).length;
        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

std::string_view truncateUtf8(std::string_view text, std::size_t limit)
{
    if (text.size() <= limit)
        return text;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U)
        --limit;
    return text.substr(0, limit);
}

std::string printable(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    char escape[16];
    for (std::size_t at = 0; at < text.size();) {
        const auto decoded = decodeUtf8(text, at);
        if (decoded.length == 0) {
            std::snprintf(escape, sizeof escape, "\\x{%02X}",
                static_cast<unsigned>(static_cast<unsigned char>(text[at])));
            out += escape;
            ++at;
            continue;
        }
        if (isInvisible(decoded.codePoint)) {
            std::snprintf(escape, sizeof escape, "\\u{%04X}", static_cast<unsigned>(decoded.codePoint));
            out += escape;
        } else {
            out.append(text.substr(at, decoded.length));
        }
        at += decoded.length;
    }
    return out;
}

} // namespace gatehouse::base
