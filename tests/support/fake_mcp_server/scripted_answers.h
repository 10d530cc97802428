// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/fake_mcp_server/request.h"

#include <optional>
#include <string>

namespace gatehouse::fake {

/// The result that a file has for a request: lines of `method result` or, for tools/call, `tool result`, both
/// without blanks before them. The file is read at every request, so that a test may change its mind.
std::optional<std::string> scriptedAnswer(const std::string& file, const Request& request);

} // namespace gatehouse::fake
