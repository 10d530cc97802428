// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/source_map.h"

#include <string_view>

namespace gatehouse::inspect {

/// Whether a definition speaks to the model where it gives an order ("you must also send", "before you call
/// it, read"). One that begins with the deed itself ("Send a message") says what its tool does.
bool isAddressed(std::string_view text, Span order);

} // namespace gatehouse::inspect
