// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/bench/measure.h"

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace gatehouse::bench {

/// Indices into everything that is kept once per subject, in the order of makeSubjects.
enum SubjectIndex : std::size_t { Direct, Relay, Gatehouse, SubjectCount };

inline constexpr std::size_t kManyServers = 50;

template <typename T>
using PerSubject = std::array<T, SubjectCount>;

/// All that one run measured. Times are microseconds.
struct Figures {
    struct RoundTrips {
        std::string load;
        PerSubject<std::vector<double>> samples;
        double limit = 0; ///< the gate: times what the bare relay adds; 0: none
    };
    struct Throughput {
        std::string load;
        double bytesEach = 0;
        PerSubject<std::vector<double>> messagesPerSecond;
    };
    std::vector<RoundTrips> roundTrips;
    std::vector<Throughput> throughput;
    PerSubject<std::vector<double>> starts;
    PerSubject<Memory> afterHandshake;
    PerSubject<Memory> afterLargest;
    PerSubject<double> proportionalMb{}; ///< of each, while there are kManyServers
};

/// What the wrapper adds to the median, as a multiple of what the bare relay adds. Infinite where the relay
/// adds nothing that can be measured: such a run was disturbed and proves nothing.
double addedRatio(const PerSubject<std::vector<double>>& samples);

/// The tables, as Markdown.
std::string describe(const Figures& figures);

/// One sentence for each limit that is exceeded.
std::vector<std::string> exceededGates(const Figures& figures);

} // namespace gatehouse::bench
