// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/unescape_blocks.h"

namespace gatehouse::inspect {

UnescapeBlocks wideUnescapeBlocks()
{
    return nullptr;
}

} // namespace gatehouse::inspect
