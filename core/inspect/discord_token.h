// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/source_map.h"

#include <optional>
#include <string_view>

namespace gatehouse::inspect {

/// The token of a Discord bot whose first part ends with `end`, before a dot: the bot's id in base64url,
/// which is 17 to 20 decimal digits, six or seven letters of a time, and 27 to 38 of a checksum. Only the id
/// tells it from other texts in three parts.
std::optional<Span> discordTokenAround(std::string_view text, std::size_t end);

} // namespace gatehouse::inspect
