// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/unescape_blocks.h"

namespace gatehouse::inspect {

UnescapeBlocks unescapeBlocksByAvx2()
{
    return nullptr;
}

UnescapeBlocks unescapeBlocksByAvx512()
{
    return nullptr;
}

} // namespace gatehouse::inspect
