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

/// What a text is written as.
enum class StringForm : std::uint8_t {
    Token, ///< a JSON string, with its quotes
    Plain, ///< as it is
};

/// Reads the characters of a JSON string token, escapes decoded, or of a plain text; a lone surrogate
/// becomes U+FFFD. A value: a copy of it looks ahead. For accepted text; bears any bytes.
class StringReader {
public:
    /// `offset` is where the text starts in the one that the spans are to lead into.
    StringReader(std::string_view text, std::size_t offset, StringForm form = StringForm::Token);

    bool isAtEnd() const { return m_at >= m_end; }
    /// The next one; U+0000 of no bytes at the end.
    Character next();

    /// What has not been read yet; of a token without its last quote.
    std::string_view rest() const { return m_text.substr(m_at, m_end - m_at); }
    /// Where that begins.
    std::size_t place() const { return m_offset + m_at; }
    void skip(std::size_t bytes) { m_at += bytes; }

private:
    Character escape();

    std::string_view m_text;
    std::size_t m_at; // of a token behind its quote
    std::size_t m_end;
    std::size_t m_offset;
    StringForm m_form;
};

} // namespace gatehouse::inspect
