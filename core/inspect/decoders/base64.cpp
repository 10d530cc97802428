// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/base64_text.h"
#include "core/inspect/decoders/decoders.h"
#include "core/inspect/decoders/text_bytes.h"

namespace gatehouse::inspect {

/// All of the run is one piece: a part of base64 says nothing, and cannot be replaced.
std::size_t decodeBase64Run(std::string_view run, std::size_t offset, DecodedText& out)
{
    TextBytes bytes;
    unsigned bits = 0;
    int bitCount = 0;
    std::size_t at = 0;
    for (bool isTextYet = true; at < run.size() && run[at] != '=' && isTextYet; ++at) {
        const auto value = base64Value(run[at]);
        if (value < 0)
            continue; // between lines
        bits = (bits << 6 | static_cast<unsigned>(value)) & 0xFFFFU;
        bitCount += 6;
        if (bitCount >= 8) {
            bitCount -= 8;
            isTextYet = bytes.add(static_cast<char>(bits >> bitCount & 0xFFU));
        }
    }
    while (at < run.size() && run[at] == '=')
        ++at;
    out.replace(bytes.take(), {offset, offset + at});
    return at;
}

} // namespace gatehouse::inspect
