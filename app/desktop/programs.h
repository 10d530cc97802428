// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace gatehouse::desktop {

/// Where our other programs lie: beside this one, where a package puts them, or where a build does. Empty:
/// not found.
struct Programs {
    std::string self;
    std::string commandLine;
    std::string wrapper;
};
Programs findPrograms();

} // namespace gatehouse::desktop
