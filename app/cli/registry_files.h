// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/answering.h"

#include <string>
#include <vector>

namespace gatehouse::cli {

// What `registry` does with files and with the candidates that came in one.
ExitCode exportRegistry(const Surroundings& surroundings, Console& console, const std::string& path);
/// Shows what a registry would change, or takes it over where `confirmed` is what was shown; keeps the
/// candidates of a list.
ExitCode importRegistry(const Surroundings& surroundings, Console& console, const std::string& path,
    const std::string& confirmed);
ExitCode showCandidates(const Surroundings& surroundings, Console& console);
ExitCode answerCandidates(const Surroundings& surroundings, Console& console,
    const std::vector<std::string>& ids, bool isDismissed);

} // namespace gatehouse::cli
