// SPDX-License-Identifier: Apache-2.0
#include "core/journal/json_text.h"

#include "core/base/utf8.h"

#include <array>
#include <cstdint>

namespace gatehouse::journal {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD"; // U+FFFD

constexpr std::array<bool, 256> makePlainTable()
{
    std::array<bool, 256> table{};
    for (std::size_t i = 0x20; i < 0x7F; ++i)
        table[i] = i != '"' && i != '\\';
    return table;
}
/// Bytes that stand for themselves: printable ASCII but quote and backslash.
constexpr auto kPlain = makePlainTable();

bool isPlain(char byte)
{
    return kPlain[static_cast<unsigned char>(byte)];
}

void appendUnit(std::string& out, std::uint32_t unit)
{
    const char escape[] = {
        '\\', 'u', kDigits[(unit >> 12) & 15], kDigits[(unit >> 8) & 15], kDigits[(unit >> 4) & 15], kDigits[unit & 15]};
    out.append(escape, sizeof escape);
}

void appendEscape(std::string& out, std::uint32_t codePoint)
{
    if (codePoint < 0x10000) {
        appendUnit(out, codePoint);
        return;
    }
    const auto rest = codePoint - 0x10000;
    appendUnit(out, 0xD800 + (rest >> 10));
    appendUnit(out, 0xDC00 + (rest & 0x3FF));
}

/// Appends the character at `at` and returns its length.
std::size_t appendSpecial(std::string& out, std::string_view text, std::size_t at)
{
    const char byte = text[at];
    if (byte == '"' || byte == '\\') {
        out.push_back('\\');
        out.push_back(byte);
        return 1;
    }
    if (byte == '\n' || byte == '\t') {
        out.append(byte == '\n' ? "\\n" : "\\t");
        return 1;
    }
    const auto decoded = base::decodeUtf8(text, at);
    if (decoded.length == 0) {
        out.append(kReplacement);
        return 1;
    }
    if (base::isInvisible(decoded.codePoint))
        appendEscape(out, decoded.codePoint);
    else
        out.append(text.substr(at, decoded.length));
    return decoded.length;
}

} // namespace

void appendJsonString(std::string& out, std::string_view text)
{
    out.push_back('"');
    for (std::size_t at = 0; at < text.size();) {
        auto end = at;
        while (end < text.size() && isPlain(text[end]))
            ++end;
        out.append(text.substr(at, end - at));
        at = end;
        if (at < text.size())
            at += appendSpecial(out, text, at);
    }
    out.push_back('"');
}

void appendHex(std::string& out, std::string_view bytes)
{
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        const char pair[] = {kDigits[value >> 4], kDigits[value & 15]};
        out.append(pair, sizeof pair);
    }
}

} // namespace gatehouse::journal
