// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/decoders/decoders.h"
#include "core/inspect/ordinary_copy.h"
#include "core/jsonrpc/escapes.h"

#include <algorithm>

namespace gatehouse::inspect {
namespace {

/// Bytes that are not printable ASCII.
std::size_t lengthOfOthers(std::string_view text)
{
    const auto end = std::ranges::find_if(text, [](char c) { return c >= ' ' && c < 0x7F; });
    return static_cast<std::size_t>(end - text.begin());
}

} // namespace

/// With its quotes; the last one may be missing.
std::size_t decodeJsonStringRun(std::string_view run, std::size_t offset, DecodedText& out)
{
    const bool isClosed = run.size() > 1 && run.ends_with('"');
    const auto inside = run.substr(0, run.size() - (isClosed ? 1 : 0));
    for (std::size_t at = inside.empty() ? 0 : 1; at < inside.size();) {
        at += copyOrdinary(inside.substr(at), StringForm::Token, offset + at, out.text, out.map);
        if (at < inside.size() && inside[at] == '\\') {
            const auto escape = jsonrpc::decodeEscape(inside, at);
            out.replace(escape.codePoint, {offset + at, offset + at + escape.length});
            at += escape.length;
        } else {
            const auto others = lengthOfOthers(inside.substr(at));
            out.copy(inside.substr(at, others), offset + at);
            at += others;
        }
    }
    return run.size();
}

} // namespace gatehouse::inspect
