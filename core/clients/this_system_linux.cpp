// SPDX-License-Identifier: Apache-2.0
#include "core/clients/known_paths.h"

namespace gatehouse::clients {

System thisSystem()
{
    return System::Linux;
}

} // namespace gatehouse::clients
