// SPDX-License-Identifier: Apache-2.0
#include "core/clients/mount_table.h"

#include <fstream>
#include <iterator>

namespace gatehouse::clients {

MountTable mountTableOfThisProcess()
{
    // A file of /proc tells no size, so it is read to its end.
    std::ifstream file("/proc/self/mountinfo", std::ios::binary);
    return MountTable::parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

} // namespace gatehouse::clients
