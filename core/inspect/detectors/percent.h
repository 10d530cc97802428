// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::inspect {

/// What a careless server makes of a value: percent signs decoded (RFC 3986, and twice and thrice encoded),
/// `%u002e`, and the overlong UTF-8 of `.`, `/` and `\` (`%c0%ae`). Never longer than `text`.
std::string percentDecoded(std::string_view text);

} // namespace gatehouse::inspect
