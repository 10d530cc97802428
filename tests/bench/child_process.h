// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"

#include <string>
#include <sys/types.h>
#include <vector>

namespace gatehouse::bench {

/// A program that was started with pipes on its stdin and stdout; stderr is inherited.
struct ChildProcess {
    pid_t pid = -1;
    base::Descriptor input;  ///< writes to its stdin
    base::Descriptor output; ///< reads from its stdout

    /// Waits for its end; the exit status as a shell counts it (128 + signal).
    int wait() const;
};

/// Starts `command` (found through PATH). `extraEnvironment` holds NAME=VALUE words that replace what is
/// inherited.
base::Result<ChildProcess> startChild(
    const std::vector<std::string>& command, const std::vector<std::string>& extraEnvironment = {});

} // namespace gatehouse::bench
