// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/skip.h"

#include "core/jsonrpc/tokens.h"

#include <algorithm>
#include <cstddef>

namespace gatehouse::jsonrpc {
namespace {

/// Behind the container at `at`; never beyond `end`, whatever the text.
const char* skipContainerUnchecked(const char* at, const char* end)
{
    std::size_t depth = 0;
    while (at != end) {
        switch (*at) {
        case '"':
            at = skipStringUnchecked(at, end);
            continue;
        case '{':
        case '[':
            ++depth;
            break;
        case '}':
        case ']':
            if (--depth == 0)
                return at + 1;
            break;
        default:
            break;
        }
        ++at;
    }
    return end;
}

} // namespace

const char* skipStringUnchecked(const char* at, const char* end)
{
    at = std::min(at + 1, end);
    const char* const quote =
        end - at >= kLongText ? longScan().findStringEnd(at, end) : findStringEnd(at, end);
    return quote == end ? end : quote + 1;
}

const char* skipValueUnchecked(const char* at, const char* end)
{
    if (at == end)
        return end;
    if (*at == '"')
        return skipStringUnchecked(at, end);
    if (*at == '{' || *at == '[')
        return skipContainerUnchecked(at, end);
    while (at != end && *at != ',' && *at != '}' && *at != ']' && !isBlank(*at))
        ++at;
    return at;
}

} // namespace gatehouse::jsonrpc
