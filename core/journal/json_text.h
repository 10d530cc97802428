// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/journal/escape_blocks.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace gatehouse::journal {

/// Appends `text` as a JSON string, quotes included. The result is valid UTF-8 on one line whatever the bytes
/// were: what is not UTF-8 becomes U+FFFD, control, bidi and other invisible characters become \u escapes, so
/// that nothing that a peer sends can forge or hide a line where a journal is printed.
void appendJsonString(std::string& out, std::string_view text);

/// The same by a way to escape blocks that is given; null: by the one that any processor has.
void appendJsonStringBy(EscapeBlocks escape, std::string& out, std::string_view text);

/// How many bytes at the start of `text` stand for themselves in a JSON string: printable ASCII but quote and
/// backslash.
std::size_t plainPrefix(std::string_view text);

/// Appends the 64 digits of a digest.
void appendHex(std::string& out, std::string_view bytes);

} // namespace gatehouse::journal
