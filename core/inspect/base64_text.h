// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/source_map.h"

#include <optional>
#include <string_view>

namespace gatehouse::inspect {

// Base64 as it stands in texts: both alphabets, padding or none, wrapped in lines or not.

/// Six bits; -1: no letter of base64.
int base64Value(char c);

/// From the first to behind the last base64 letter of the run that `at` stands in; not before `from`.
/// Wrapped lines are one run.
Span base64Run(std::string_view text, std::size_t at, std::size_t from);

/// Where in `run`, a run as above, letters begin that say text. Looks at some letters here and there: long
/// data costs little. `isAligned`: base64 begins with the run, so that four letters are three bytes from
/// there on.
std::optional<std::size_t> findBase64Text(std::string_view text, Span run, bool isAligned = false);

} // namespace gatehouse::inspect
