// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/mcp/holding.h"

#include <string>
#include <string_view>

namespace gatehouse::mcp {

/// What a name that a file gave may show of itself: letters, digits and "._-", at most 64; everything else
/// becomes '_'.
std::string harmlessName(std::string_view name);

/// serverInfo of the answers in the server's place; JSON object.
std::string holdingServerInfo(const HoldingContext& context);

/// `instructions`. Clients keep them for the whole session, so they are true before and after the approval.
std::string holdingInstructions(const HoldingClient& client, const HoldingContext& context);

} // namespace gatehouse::mcp
