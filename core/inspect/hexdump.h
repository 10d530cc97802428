// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::inspect {

// Bytes as xxd, hexdump and od show them: lines of an offset, sixteen bytes as hexadecimal digits, and the
// same as letters.

struct DumpLine {
    std::size_t begin = 0;
    std::size_t bytesEnd = 0; ///< behind the last digit; anything may stand on the rest of the line
    std::size_t next = 0;     ///< where the next line begins, or the text ends
    bool hasOffset = false;
    bool isText = false; ///< most bytes are letters
};

/// The line that begins at `at`: its bytes are appended to `bytes`. Nothing where it is no line of a dump, as
/// one that has more bytes than any.
std::optional<DumpLine> readDumpLine(std::string_view text, std::size_t at, std::string& bytes);

/// The line among whose digits `at` stands; nothing where those are less than eight bytes, or no text.
std::optional<DumpLine> dumpLineAround(std::string_view text, std::size_t at);

/// The line of a dump that ends where the line at `at` begins; not before `from`.
std::optional<DumpLine> dumpLineBefore(std::string_view text, std::size_t at, std::size_t from);

/// True of bytes that stand behind an offset, or have others in the line before or behind.
bool isInDump(std::string_view text, const DumpLine& line);

} // namespace gatehouse::inspect
