// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::inspect {

/// Of which one stands somewhere.
using ByteChoice = std::bitset<256>;

/// A text that stands in what an expression matches.
struct FixedText {
    std::string text;
    bool startsWord = false; ///< `\b` stands in front of it
    bool endsWord = false;
    auto operator<=>(const FixedText&) const = default; // NOLINT(modernize-use-nullptr)
};

/// What must stand in a text for an expression to match there.
struct Requirement {
    std::vector<FixedText> texts; ///< one of these
    std::size_t widest = 0;       ///< bytes that may match
    /// True where all that matches is one of the texts and `tailBytes` bytes of `tail` behind it.
    bool isAll = false;
    std::size_t tailBytes = 0;
    ByteChoice tail;
};

/// Of `expression`, written as Vectorscan reads it: groups, classes, `|`, bounded repeats, `\b`, `^`. A text
/// of three bytes at least; of several sets that would do, the one that `rate` says is rarest. None where
/// there is no such set, or no bound on what matches; `problem` then says which.
std::optional<Requirement> requirementOf(
    std::string_view expression, bool ignoresCase, double (*rate)(std::string_view), std::string& problem);

} // namespace gatehouse::inspect
