// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/source_map.h"

#include <string>
#include <string_view>

namespace gatehouse::inspect {

/// Letters that stand apart, from `at` on, where the first one is: "i g n o r e   a l l", "i-g-n-o-r-e
/// a-l-l". Appends their words, parted by blanks, to `out` if there is one, and returns where they end.
std::size_t readSpacedLetters(std::string_view text, std::size_t at, char separator, std::string* out);

/// Where the letters begin of which one stands at `at`, not before `from`, as far as they are near.
std::size_t spacedLettersBefore(std::string_view text, std::size_t at, std::size_t from);

} // namespace gatehouse::inspect
