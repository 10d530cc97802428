// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/gram_filter.h"

namespace gatehouse::inspect {

GramFilter filterGramsByEight()
{
    return nullptr;
}

} // namespace gatehouse::inspect
