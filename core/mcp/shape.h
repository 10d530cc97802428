// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/message.h"

#include <cstddef>
#include <string>

namespace gatehouse::mcp {

inline constexpr std::size_t kMaxShapeBytes = 512;

/// What a message looks like, for the journal: a JSON object that names keys which the protocol defines and
/// holds nothing else of the peers. Strings become "s12" (bytes between the quotes), numbers "n", true and
/// false "b", null "null"; of free values only types and lengths remain: {"path":"/x","n":[1,2]} becomes
/// "{4:s2,1:a5}", an object nested in it "o" and its bytes. Other keys at a level of the protocol become
/// "?1:12", a running number and their length. What is left out of an array is counted: "+12". A shape that
/// does not fit ends in "…":0, and so does that of a long line, of which only the first 8 KiB are looked at
/// ("s8100+": at least so many). At most kMaxShapeBytes and always valid JSON.
std::string shapeOf(const jsonrpc::Message& message);

} // namespace gatehouse::mcp
