// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/source_map.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::inspect {

/// What is to stand in the place of some bytes of a line.
struct Replacement {
    Span source;
    std::string text;    ///< becomes part of the JSON string that `source` lies in; escaped as JSON demands
    bool isJson = false; ///< `text` is JSON as it is: for what lies outside of strings
};

/// The line with its replacements; every other byte stays. They may come in any order; of two that overlap
/// the one that begins first, or is longer, counts, and takes the other's bytes with it. Empty spans put text
/// in.
std::string replaceIn(std::string_view line, std::vector<Replacement> replacements);

/// Where the elements of a JSON array that are to be left out stand in the line, with their commas.
/// `elements`: of all elements, in order. `isLeftOut`: for each of them.
std::vector<Replacement> leaveOut(const std::vector<Span>& elements, const std::vector<bool>& isLeftOut);

} // namespace gatehouse::inspect
