// SPDX-License-Identifier: Apache-2.0
#include "core/clients/json_text.h"

#include "core/base/utf8.h"

#include <cstdint>

namespace gatehouse::clients {
namespace {

constexpr std::uint32_t kHighSurrogate = 0xD800;
constexpr std::uint32_t kLowSurrogate = 0xDC00;
constexpr std::uint32_t kSurrogatesEnd = 0xE000;

std::uint32_t hexAt(std::string_view token, std::size_t at)
{
    std::uint32_t value = 0;
    for (const char c : token.substr(at, 4)) {
        const auto digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        value = value * 16 + static_cast<std::uint32_t>(digit);
    }
    return value;
}

/// Appends what the escape at `at` (its backslash) means; behind the escape, or the pair of escapes.
std::size_t appendEscape(std::string& out, std::string_view token, std::size_t at)
{
    constexpr std::string_view kShort = "\"\\/bfnrt";
    constexpr std::string_view kMeaning = "\"\\/\b\f\n\r\t";
    if (token[at + 1] != 'u') {
        out.push_back(kMeaning[kShort.find(token[at + 1])]);
        return at + 2;
    }
    auto code = hexAt(token, at + 2);
    at += 6;
    if (code >= kHighSurrogate && code < kLowSurrogate && token.substr(at, 2) == "\\u") {
        const auto low = hexAt(token, at + 2);
        if (low >= kLowSurrogate && low < kSurrogatesEnd) {
            code = 0x10000 + ((code - kHighSurrogate) << 10) + (low - kLowSurrogate);
            at += 6;
        }
    }
    base::appendUtf8(out, code);
    return at;
}

} // namespace

std::string decodeJsonString(std::string_view token)
{
    std::string out;
    out.reserve(token.size());
    const auto end = token.size() - 1;
    for (std::size_t at = 1; at < end;) {
        if (token[at] == '\\')
            at = appendEscape(out, token, at);
        else
            out.push_back(token[at++]);
    }
    return out;
}

std::string encodeJsonString(std::string_view text)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (byte < 0x20) {
            out += "\\u00";
            out.push_back(kHex[byte >> 4]);
            out.push_back(kHex[byte & 15]);
        } else {
            out.push_back(c);
        }
    }
    out.push_back('"');
    return out;
}

} // namespace gatehouse::clients
