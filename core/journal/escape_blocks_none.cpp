// SPDX-License-Identifier: Apache-2.0
#include "core/journal/escape_blocks.h"

namespace gatehouse::journal {

EscapeBlocks wideEscapeBlocks()
{
    return nullptr;
}

} // namespace gatehouse::journal
