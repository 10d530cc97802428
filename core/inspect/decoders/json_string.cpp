// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/decoders/decoders.h"
#include "core/jsonrpc/escapes.h"

namespace gatehouse::inspect {

/// With its quotes; the last one may be missing.
std::size_t decodeJsonStringRun(std::string_view run, std::size_t offset, DecodedText& out)
{
    const bool isClosed = run.size() > 1 && run.ends_with('"');
    const auto inside = run.substr(0, run.size() - (isClosed ? 1 : 0));
    std::size_t copied = inside.empty() ? 0 : 1;
    for (auto at = inside.find('\\'); at != std::string_view::npos; at = inside.find('\\', copied)) {
        out.copy(inside.substr(copied, at - copied), offset + copied);
        const auto escape = jsonrpc::decodeEscape(inside, at);
        copied = at + escape.length;
        out.replace(escape.codePoint, {offset + at, offset + copied});
    }
    out.copy(inside.substr(copied), offset + copied);
    return run.size();
}

} // namespace gatehouse::inspect
