// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/client_environment.h"

namespace gatehouse::service {

/// launchd gives applications that were started from the Dock this and little else.
Environment sessionEnvironment()
{
    Environment variables{{"PATH", "/usr/bin:/bin:/usr/sbin:/sbin"}};
    for (const auto& variable : environmentOfThisProcess()) {
        if (variable.first == "HOME")
            variables.push_back(variable);
    }
    return variables;
}

} // namespace gatehouse::service
