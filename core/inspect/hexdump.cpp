// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/hexdump.h"

#include "core/jsonrpc/tokens.h"

#include <algorithm>
#include <charconv>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kMostOffset = 16; // digits
constexpr std::size_t kFewestOffset = 6;
constexpr std::size_t kMostBytes = 64; // in a line; sixteen unless told otherwise
constexpr std::size_t kMostGap = 8;    // blanks

std::size_t countWhile(std::string_view text, std::size_t at, std::size_t most, bool (*is)(char))
{
    const auto begin = at;
    while (at < text.size() && at - begin < most && is(text[at]))
        ++at;
    return at - begin;
}

bool isLetter(char c)
{
    return c >= ' ' && c < 0x7F;
}

bool isDumpBlank(char c)
{
    return c == ' ' || c == '\t';
}

/// Two digits a byte. `isProcessorWord`: of two bytes the second comes first, as a processor keeps them.
void appendBytes(std::string_view digits, bool isProcessorWord, std::string& bytes)
{
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        unsigned value = 0;
        std::from_chars(digits.data() + i, digits.data() + i + 2, value, 16);
        bytes.push_back(static_cast<char>(value));
    }
    if (isProcessorWord)
        std::reverse(bytes.end() - 2, bytes.end());
}

/// Of the line that `at` stands in; nothing where that is too long.
std::optional<std::size_t> dumpLineBegin(std::string_view text, std::size_t at)
{
    constexpr std::size_t kLongestLine = 6 * kMostBytes;
    const auto first = at > kLongestLine ? at - kLongestLine : 0;
    const auto lineEnd = text.substr(first, at - first).rfind('\n');
    if (lineEnd == std::string_view::npos)
        return first == 0 ? std::optional(first) : std::nullopt;
    return first + lineEnd + 1;
}

} // namespace

std::optional<DumpLine> readDumpLine(std::string_view text, std::size_t at, std::string& bytes)
{
    DumpLine line;
    line.begin = at;
    const auto before = bytes.size();
    at += countWhile(text, at, kMostGap, isDumpBlank);
    const auto digits = countWhile(text, at, kMostOffset + 1, jsonrpc::isHexDigit);
    line.hasOffset = digits >= kFewestOffset && digits <= kMostOffset;
    if (!line.hasOffset && digits != 2) // the bytes alone
        return std::nullopt;
    at += line.hasOffset ? digits : 0;
    const bool hasColon = line.hasOffset && at < text.size() && text[at] == ':';
    at += hasColon ? 1 : 0;
    for (;;) {
        const auto gap = countWhile(text, at, kMostGap, isDumpBlank);
        const bool isFirst = bytes.size() == before;
        if ((gap == 0 && !(isFirst && !line.hasOffset)) || (hasColon && gap > 1 && !isFirst))
            break; // of xxd's the letters follow
        const auto size = countWhile(text, at + gap, 17, jsonrpc::isHexDigit);
        const bool isGroup = size == 2 || size == 4 || (hasColon && (size == 8 || size == 16));
        const auto end = at + gap + size;
        if (!isGroup || (end < text.size() && static_cast<unsigned char>(text[end]) > ' '))
            break;
        appendBytes(text.substr(at + gap, size), !hasColon && size == 4, bytes);
        at = end;
        if (bytes.size() - before > kMostBytes) {
            bytes.resize(before);
            return std::nullopt;
        }
    }
    const auto read = std::string_view(bytes).substr(before);
    if (read.empty())
        return std::nullopt;
    line.isText = static_cast<std::size_t>(std::ranges::count_if(read, isLetter)) * 2 > read.size();
    line.bytesEnd = at;
    line.next = std::min(text.find('\n', at), text.size() - 1) + 1;
    return line;
}

std::optional<DumpLine> dumpLineAround(std::string_view text, std::size_t at)
{
    constexpr std::size_t kFewest = 8;
    const auto begin = dumpLineBegin(text, at);
    std::string bytes;
    const auto line = begin ? readDumpLine(text, *begin, bytes) : std::nullopt;
    return line && line->isText && bytes.size() >= kFewest && at < line->bytesEnd ? line : std::nullopt;
}

std::optional<DumpLine> dumpLineBefore(std::string_view text, std::size_t at, std::size_t from)
{
    if (at == 0)
        return std::nullopt;
    const auto begin = dumpLineBegin(text, at - 1);
    std::string bytes;
    return begin && *begin >= from ? readDumpLine(text, *begin, bytes) : std::nullopt;
}

bool isInDump(std::string_view text, const DumpLine& line)
{
    std::string bytes;
    return line.hasOffset || dumpLineBefore(text, line.begin, 0) ||
        (line.next < text.size() && readDumpLine(text, line.next, bytes));
}

} // namespace gatehouse::inspect
