// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/decoders/decoders.h"
#include "core/inspect/decoders/text_bytes.h"
#include "core/jsonrpc/tokens.h"

namespace gatehouse::inspect {
namespace {

unsigned hexValue(char c)
{
    return static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

} // namespace

/// Pairs of digits, with the same letter between all of them, or none but lines' ends.
std::size_t decodeHexRun(std::string_view run, std::size_t offset, DecodedText& out)
{
    const bool isParted = run.size() > 2 && !jsonrpc::isHexDigit(run[2]);
    const std::size_t step = isParted ? 3 : 2;
    const auto skipLineEnd = [&](std::size_t at) {
        while (!isParted && at < run.size() && (run[at] == '\n' || run[at] == '\r'))
            ++at;
        return at;
    };
    TextBytes bytes;
    std::size_t at = 0;
    for (bool isTextYet = true; at + 1 < run.size() && isTextYet; at = skipLineEnd(at + step)) {
        if (!jsonrpc::isHexDigit(run[at]) || !jsonrpc::isHexDigit(run[at + 1]))
            break;
        isTextYet = bytes.add(static_cast<char>(hexValue(run[at]) << 4 | hexValue(run[at + 1])));
        if (isParted && at + 2 < run.size() && run[at + 2] != run[2]) {
            at += 2;
            break;
        }
    }
    const auto taken = at < run.size() ? at : run.size();
    out.replace(bytes.take(), {offset, offset + taken});
    return taken;
}

} // namespace gatehouse::inspect
