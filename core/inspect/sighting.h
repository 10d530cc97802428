// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/digit_run.h"
#include "core/inspect/marks.h"

#include <optional>

namespace gatehouse::inspect {

/// A mark of a text, and what stands there.
struct Sighting {
    Sighting() = default;
    Sighting(std::string_view text, Mark kind, std::size_t place);

    Mark mark = Mark::Number;
    std::size_t at = 0;
    bool followsPlus = false; ///< a number that is a phone's or the rest of something longer
    DigitRun number;          ///< of Mark::Number
    /// What the first detector that asked about the words in front of it found out, for those behind it.
    mutable std::optional<std::uint64_t> wordsInFront;
};

/// Nothing where a number is of no use to any detector, as most are not: it has less than six digits and no
/// letters in front, it is the rest of something longer (number_edges.h), or its word is longer than any that
/// is known and no IBAN, which is a hash then.
std::optional<Sighting> sightingAt(std::string_view text, Mark mark, std::size_t at);

} // namespace gatehouse::inspect
