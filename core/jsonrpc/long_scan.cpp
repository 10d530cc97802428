// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/long_scan.h"

#include "core/jsonrpc/scan.h"

namespace gatehouse::jsonrpc {

LongScan plainLongScan()
{
    return {[](const char* at, const char* end) { return skipEscapedText(at, end); },
        [](const char* at, const char* end) { return findStringEnd(at, end); }};
}

const LongScan& longScan()
{
    static const auto kFastest = wideLongScan().findStringEnd != nullptr ? wideLongScan() : plainLongScan();
    return kFastest;
}

} // namespace gatehouse::jsonrpc
