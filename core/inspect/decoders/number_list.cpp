// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/number_list.h"

#include "core/inspect/decoders/decoders.h"
#include "core/inspect/decoders/text_bytes.h"

namespace gatehouse::inspect {

/// As long as the numbers are bytes of a text.
std::size_t decodeNumberListRun(std::string_view run, std::size_t offset, DecodedText& out)
{
    TextBytes bytes;
    std::string_view between;
    std::size_t end = 0;
    for (auto number = listedNumberAt(run, 0); number; number = nextListed(run, *number, between)) {
        end = number->place.end;
        if (!bytes.add(static_cast<char>(number->value)))
            break;
    }
    out.replace(bytes.take(), {offset, offset + end});
    return end > 0 ? end : run.size();
}

} // namespace gatehouse::inspect
