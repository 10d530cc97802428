// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/source_map.h"

#include <cstdint>
#include <string_view>

namespace gatehouse::inspect {

/// One character of a JSON string, and where it stands.
struct Character {
    std::uint32_t codePoint = 0;
    Span source; ///< in the text that the reader was given; an escape is one piece
    bool isEscape = false;
};

/// Reads the characters of a JSON string token, escapes decoded; a lone surrogate becomes U+FFFD. A plain
/// value: a copy of it looks ahead. For accepted text; bears any bytes.
class StringReader {
public:
    /// `token` with its quotes; `offset` is where it starts in the text that the spans are to lead into.
    StringReader(std::string_view token, std::size_t offset);

    bool isAtEnd() const { return m_at >= m_end; }
    /// The next one; U+0000 of no bytes at the end.
    Character next();

    /// Reads the printable ASCII that comes next, up to the next escape or anything else; may be none.
    Span takePlain();

private:
    Character escape();

    std::string_view m_token;
    std::size_t m_at = 1; // behind the quote
    std::size_t m_end;
    std::size_t m_offset;
};

} // namespace gatehouse::inspect
