// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gatehouse::base {

/// True where `text` is well-formed UTF-8 (Unicode 15, table 3-7): no overlong forms, no surrogates, nothing above U+10FFFF.
bool isValidUtf8(std::string_view text);

/// At most `limit` bytes of `text`, cut at a character's border.
std::string_view truncateUtf8(std::string_view text, std::size_t limit);

/// `text` with control characters, bidi controls and other invisible characters drawn as \u{XXXX} and bytes that are not
/// UTF-8 as \x{XX}: safe to print in a terminal, in a log line, or in an error's detail.
std::string printable(std::string_view text);

} // namespace gatehouse::base
