// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/digit_run.h"
#include "core/inspect/marks.h"

#include <cstdint>
#include <initializer_list>
#include <optional>

namespace gatehouse::inspect {

/// What a number looks like at first sight. Most detectors want few of these.
enum class NumberKind : std::uint8_t {
    Lettered,     ///< with letters in front: X1234567L
    Dialled,      ///< behind a plus: a phone's, or the rest of something longer
    Date,         ///< begins with a year, month and day: 2017-03-14
    Eight,        ///< digits, in one group: a date too, perhaps
    Few,          ///< less than twelve other digits in one group
    Many,         ///< more in one group
    Groups,       ///< less than twelve digits in several groups
    ManyInGroups, ///< more in several groups
};
inline constexpr std::size_t kNumberKinds = 8;

/// A bit for each.
using NumberKinds = std::uint8_t;
constexpr NumberKinds bitOf(NumberKind kind)
{
    return static_cast<NumberKinds>(1U << static_cast<unsigned>(kind));
}
constexpr NumberKinds allBut(std::initializer_list<NumberKind> kinds)
{
    unsigned bits = 0xFF;
    for (const auto kind : kinds)
        bits &= ~unsigned{bitOf(kind)};
    return static_cast<NumberKinds>(bits);
}

/// A mark of a text, and what stands there.
struct Sighting {
    Mark mark = Mark::Number;
    NumberKind kind = NumberKind::Few; ///< of Mark::Number, as is the next
    std::size_t at = 0;
    DigitRun number;
    /// What the first detector that asked about the words in front of it found out, for those behind it.
    mutable std::optional<std::uint64_t> wordsInFront;
};

/// False where a number is of no use to any detector, as most are not: it has less than six digits and no
/// letters in front, it is a fraction or the rest of something longer (number_edges.h), or its word is longer
/// than any that is known and no IBAN, which is a hash then.
bool sightingAt(std::string_view text, Mark mark, std::size_t at, Sighting& sighting);

} // namespace gatehouse::inspect
