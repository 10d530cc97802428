// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/definition_change.h"

#include <string_view>

namespace gatehouse::trust {

/// Wording, Text or NewInstruction. `before` is empty where the text is new. A judgement of what consent is
/// worth, not a search for attacks (core/inspect does that): what could order something is never Wording.
ChangeKind rateTextChange(std::string_view before, std::string_view after);

} // namespace gatehouse::trust
