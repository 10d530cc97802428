// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/bench/subjects.h"

#include <cstddef>
#include <string>
#include <vector>

namespace gatehouse::bench {

/// One server behind the wrapper, approved and known from an earlier start.
struct SourceSubject {
    std::string name; ///< "program", "40 sources"
    std::vector<std::string> command;
    std::vector<std::string> environment;
    std::size_t sources = 0;
};

/// The same server as a program by itself, and as the script of projects of so many source files each, in
/// this order. What runs is the echo server every time, under the name of an interpreter that the wrapper
/// knows: what differs is what the wrapper has to look at. `before`: words in front of the wrapper, which may
/// change its environment, and so what is approved.
base::Result<std::vector<SourceSubject>> makeSourceSubjects(const Programs& programs, const ScratchHome& home,
    const std::vector<std::size_t>& counts, const std::vector<std::string>& before = {});

/// An error where the wrapper does not know of as many sources as the project has: then what was measured is
/// something else.
base::Result<void> checkSources(const ScratchHome& home, const std::vector<SourceSubject>& subjects);

} // namespace gatehouse::bench
