// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/sighting.h"

#include "core/inspect/ascii.h"

namespace gatehouse::inspect {

std::optional<Sighting> sightingAt(std::string_view text, Mark mark, std::size_t at)
{
    constexpr std::size_t kFewestOfUse = 6;
    Sighting sighting{mark, at, {}, {}};
    if (mark != Mark::Number)
        return sighting;
    sighting.number = readDigitRun(text, at);
    const auto& run = sighting.number;
    const bool isOfUse = run.digitCount >= kFewestOfUse || run.wordBegin != run.begin();
    return isOfUse ? std::optional(sighting) : std::nullopt;
}

} // namespace gatehouse::inspect
