// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/hexdump.h"
#include "core/inspect/decoders/decoders.h"
#include "core/inspect/decoders/text_bytes.h"

namespace gatehouse::inspect {

/// Line by line, as long as they are lines of a dump and their bytes are text.
std::size_t decodeHexdumpRun(std::string_view run, std::size_t offset, DecodedText& out)
{
    constexpr std::string_view kSameAgain = "*\n"; // in the place of lines that say what the one before says
    TextBytes bytes;
    std::string line;
    std::size_t at = 0;
    for (bool isTextYet = true; at < run.size() && isTextYet;) {
        if (run.substr(at).starts_with(kSameAgain)) {
            at += kSameAgain.size();
            continue;
        }
        line.clear();
        const auto next = readDumpLine(run, at, line);
        if (!next)
            break;
        for (std::size_t i = 0; i < line.size() && isTextYet; ++i)
            isTextYet = bytes.add(line[i]);
        at = *next;
    }
    const auto isLineEnd = at > 0 && run[at - 1] == '\n';
    out.replace(bytes.take(), {offset, offset + at - (isLineEnd ? 1 : 0)});
    return at > 0 ? at : run.size();
}

} // namespace gatehouse::inspect
