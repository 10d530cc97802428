// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/service/doctor/doctor_facts.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::service {

/// A program that the doctor runs.
struct RunRequest {
    std::vector<std::string> argv; ///< absolute program first
    Environment environment;       ///< all of it
    std::string workingFolder;     ///< empty: the root
    std::string input; ///< written at once; its end is sent where there is nothing to wait for, or with what
                       ///< was waited for
    int milliseconds = 3000;
    /// Called with each whole line of standard output; true: that is what was waited for, the program may end
    /// now.
    std::function<bool(std::string_view)> isAwaited;
};

struct RunResult {
    bool hasStarted = false;
    bool hasMetAwaited = false;
    bool hasTimedOut = false;
    int exitCode = 0;
    std::string signal;                  ///< empty where it exited
    std::string output;                  ///< the first 64 KiB of standard output
    std::vector<std::string> errorLines; ///< the last 20 of standard error, each at most 400 bytes
    std::int64_t milliseconds = 0;
};

/// Runs it in a session of its own and ends the whole of that when the time is over. Blocks; needs no event
/// loop.
RunResult runBounded(const RunRequest& request);

} // namespace gatehouse::service
