// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/long_scan.h"

namespace gatehouse::jsonrpc {

LongScan wideLongScan()
{
    return {};
}

} // namespace gatehouse::jsonrpc
