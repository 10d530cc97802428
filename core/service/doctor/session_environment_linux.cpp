// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/bounded_run.h"
#include "core/service/doctor/client_environment.h"

namespace gatehouse::service {

Environment sessionEnvironment()
{
    constexpr int kMilliseconds = 2000;
    RunRequest request;
    for (const std::string_view word : {"/usr/bin/systemctl", "--user", "show-environment"})
        request.argv.emplace_back(word);
    request.environment = environmentOfThisProcess();
    request.milliseconds = kMilliseconds;
    const auto run = runBounded(request);
    return run.hasStarted && run.exitCode == 0 && run.signal.empty() ? parseSessionEnvironment(run.output)
                                                                     : Environment();
}

} // namespace gatehouse::service
