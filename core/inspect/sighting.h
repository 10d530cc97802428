// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/digit_run.h"
#include "core/inspect/marks.h"

#include <optional>

namespace gatehouse::inspect {

/// A mark of a text, and what stands there.
struct Sighting {
    Mark mark = Mark::Number;
    std::size_t at = 0;
    DigitRun number; ///< of Mark::Number
    /// What the first detector that asked about the words near it found out, for those behind it.
    mutable std::optional<std::uint64_t> words;
};

/// Nothing where a number is too short to be of use: it has six digits at least, or letters in front of them.
std::optional<Sighting> sightingAt(std::string_view text, Mark mark, std::size_t at);

} // namespace gatehouse::inspect
