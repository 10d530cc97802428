// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/message.h"

#include <cstddef>
#include <string>

namespace gatehouse::mcp {

inline constexpr std::size_t kMaxShapeBytes = 512;

/// What a message looks like, for the journal: JSON text that names keys which the protocol defines and nothing else of the
/// peer. Strings become "s12" (length in bytes between the quotes), numbers "n", arrays and objects are walked to a fixed depth
/// and width, free objects (arguments, schemas, _meta …) become {"free":3} by the number of their members. Never more than
/// kMaxShapeBytes, always valid JSON.
std::string shapeOf(const jsonrpc::Message& message);

} // namespace gatehouse::mcp
