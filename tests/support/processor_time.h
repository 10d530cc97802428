// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ctime>

namespace gatehouse::tests {

/// Limits are those of optimised code. Builds for sanitizers and coverage are not, and check each access
/// besides.
#ifdef NDEBUG
constexpr double kBuildFactor = 1;
#else
constexpr double kBuildFactor = 20;
#endif

/// Processor time of this process since it was made: a limit on it holds however busy the machine is with
/// other things.
class ProcessorTime {
public:
    double milliseconds() const { return 1000.0 * double(std::clock() - m_start) / CLOCKS_PER_SEC; }

private:
    std::clock_t m_start = std::clock();
};

} // namespace gatehouse::tests
