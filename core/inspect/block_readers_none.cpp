// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/block_readers.h"

namespace gatehouse::inspect {

BlockReaders wideBlockReaders()
{
    return {};
}

} // namespace gatehouse::inspect
