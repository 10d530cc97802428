// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/hexdump.h"
#include "core/inspect/decoders/decoders.h"
#include "core/inspect/decoders/text_bytes.h"
#include "core/inspect/hex_text.h"

#include <algorithm>

namespace gatehouse::inspect {
namespace {

bool addAll(TextBytes& bytes, std::string_view line)
{
    for (const char c : line) {
        if (!bytes.add(c))
            return false;
    }
    return true;
}

/// Where text begins in the first line: where that is data besides, with its most letters in a row.
std::string_view textInFirst(std::string_view line)
{
    line.remove_prefix(static_cast<std::size_t>(std::ranges::find_if(line, mayBeginText) - line.begin()));
    TextBytes bytes;
    if (addAll(bytes, line))
        return line;
    std::size_t longest = 0;
    std::size_t begin = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        count = static_cast<unsigned char>(line[i]) < 0x80 && mayBeginText(line[i]) ? count + 1 : 0;
        if (count > longest) {
            longest = count;
            begin = i + 1 - count;
        }
    }
    return line.substr(begin);
}

} // namespace

/// Line by line, as long as they are lines of a dump and their bytes are text. One whose bytes cease to be is
/// left to be read again, as the first: text may begin behind them.
std::size_t decodeHexdumpRun(std::string_view run, std::size_t offset, DecodedText& out)
{
    constexpr std::string_view kSameAgain = "*\n"; // in the place of lines that say what the one before says
    TextBytes bytes;
    std::string read;
    std::size_t taken = 0;
    std::size_t end = 0;
    for (bool isTextYet = true; end < run.size() && isTextYet;) {
        if (run.substr(end).starts_with(kSameAgain)) {
            end += kSameAgain.size();
            taken = end;
            continue;
        }
        read.clear();
        const auto line = readDumpLine(run, end, read);
        if (!line)
            break;
        isTextYet = addAll(bytes, end == 0 ? textInFirst(read) : std::string_view(read));
        taken = isTextYet || end == 0 ? line->next : end;
        end = line->next;
    }
    const bool isLineEnd = end > 0 && run[end - 1] == '\n';
    out.replace(bytes.take(), {offset, offset + end - (isLineEnd ? 1 : 0)});
    return taken > 0 ? taken : run.size();
}

} // namespace gatehouse::inspect
