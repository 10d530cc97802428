// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/baseline.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gatehouse::trust {

/// What was learned of a tool, for people.
struct LearnedTool {
    std::string name;
    std::uint64_t calls = 0;
    std::uint64_t errors = 0;
    std::uint64_t days = 0;
    bool isLearning = false;   ///< too little is known yet
    std::size_t arguments = 0; ///< usual ones, each form of one counted
    std::size_t places = 0;
    std::size_t hosts = 0;
    std::size_t before = 0; ///< tools that it usually follows
    // The largest that is usual; 0 where nothing is known.
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0;
    std::uint64_t inMinute = 0;

    bool operator==(const LearnedTool&) const = default;
};

/// What was learned of a server, for people: all that its deviations are made of, none of what was said to
/// it.
struct LearnedBehaviour {
    BaselineOwner owner;
    base::UnixMilliseconds startedAt = 0; ///< 0: nothing was learned yet
    base::UnixMilliseconds lastAt = 0;
    std::uint64_t calls = 0;
    std::uint64_t days = 0;          ///< of use
    bool isLearning = true;          ///< so that nothing is told yet
    std::vector<std::string> places; ///< names of usual folders, the most used one first
    std::size_t allPlaces = 0;
    std::size_t hosts = 0;
    std::vector<int> hours; ///< UTC, in which it usually works
    // What changes too often to be told.
    bool changesTools = false;
    bool changesPlaces = false;
    bool changesHosts = false;
    std::vector<LearnedTool> tools; ///< the most used one first

    bool operator==(const LearnedBehaviour&) const = default;
};

LearnedBehaviour summaryOf(const Baseline& baseline);

} // namespace gatehouse::trust
