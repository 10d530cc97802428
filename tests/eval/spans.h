// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/source_map.h"

#include <string>
#include <vector>

namespace gatehouse::eval {

/// "12.34", or a dash of nothing.
std::string percent(int part, int whole);

/// Where in the line the value stands: as JSON writes it.
std::vector<inspect::Span> placesOf(const std::string& line, const std::string& value);

bool overlaps(const inspect::Span& left, const inspect::Span& right);

} // namespace gatehouse::eval
