// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace gatehouse::ipc {

using Json = nlohmann::json;

/// One JSON value. BadMessage for text that is not JSON or not UTF-8, for more than 16 levels and for a
/// member that stands twice in one object: two readers must not be able to understand it differently.
base::Result<Json> parseStrict(std::string_view text);

/// Compact text; never throws.
std::string toText(const Json& value);

/// `bytes` as a JSON string, or as {"hex":"…"} where they are no UTF-8: paths and arguments may hold anything
/// but NUL.
Json bytesToJson(std::string_view bytes);

} // namespace gatehouse::ipc
