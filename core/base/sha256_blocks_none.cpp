// SPDX-License-Identifier: Apache-2.0
#include "core/base/sha256_blocks.h"

#include <cstdlib>

namespace gatehouse::base {

bool hasSha256Instructions()
{
    return false;
}

void foldSha256Blocks(Sha256State&, const unsigned char*, std::size_t)
{
    std::abort(); // nobody may call it here
}

} // namespace gatehouse::base
