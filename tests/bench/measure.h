// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <string>
#include <sys/types.h>
#include <vector>

namespace gatehouse::bench {

double microsecondsNow(); // of a clock that never goes back

/// The value below which `share` (0 to 1) of the samples lie; samples must not be empty.
double percentile(std::vector<double> samples, double share);

/// Binds this process, and with it all that it starts, to one CPU: figures of small messages differ by a
/// factor of five from placement alone.
base::Result<void> pinToOneCpu();

struct Memory {
    double residentMb = 0;
    double peakMb = 0;
    double proportionalMb = 0; ///< what several processes share counts for each in part (Pss, proc(5))
};
/// Of `pid` and those descendants of it that run the same program (the wrapper's keeper; not the server),
/// added up.
Memory memoryOf(pid_t pid);

} // namespace gatehouse::bench
