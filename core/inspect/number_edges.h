// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/source_map.h"

#include <string_view>

namespace gatehouse::inspect {

/// False where what begins at `begin` is the rest of something longer: of a word, a decimal fraction, a UUID,
/// a path, an amount of money. Looks at a bounded part of the text.
bool beginsNumber(std::string_view text, std::size_t begin);

/// The same for the end.
bool endsNumber(std::string_view text, std::size_t end);

/// Both; and where there are spaces between its groups, no other group of digits follows or precedes it.
bool isWholeNumber(std::string_view text, Span place, bool hasSpaces);

} // namespace gatehouse::inspect
