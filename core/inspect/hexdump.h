// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::inspect {

// Bytes as xxd, hexdump and od show them: lines of an offset, sixteen bytes as hexadecimal digits, and the
// same as letters.

/// The line that begins at `at`: its bytes are appended to `bytes`. Where the next one begins, or the text
/// ends; nothing where it is no line of a dump.
std::optional<std::size_t> readDumpLine(std::string_view text, std::size_t at, std::string& bytes);

/// Where the line begins in which `at` stands among the digits of a dump; nothing where it stands in none of
/// eight bytes at least, most of which are letters.
std::optional<std::size_t> dumpLineAround(std::string_view text, std::size_t at);

/// Where the line of a dump begins that ends where the line at `at` begins; not before `from`.
std::optional<std::size_t> dumpLineBefore(std::string_view text, std::size_t at, std::size_t from);

} // namespace gatehouse::inspect
