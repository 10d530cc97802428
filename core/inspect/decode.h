// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/source_map.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gatehouse::inspect {

/// How a text stood in the one that it was found in: rows of encodings.def.
enum class Encoding : std::uint8_t {
    None, ///< as it is
#define GATEHOUSE_ENCODING(name, text) name,
#include "core/inspect/encodings.def"
#undef GATEHOUSE_ENCODING
};

inline constexpr std::size_t kEncodings = 1
#define GATEHOUSE_ENCODING(name, text) +1
#include "core/inspect/encodings.def"
#undef GATEHOUSE_ENCODING
    ;

std::string_view toText(Encoding encoding); ///< stable, "base64" …

/// False where decoding guesses letters (leetspeak and the like): what looks like a secret or a number in the
/// copy may stand nowhere.
bool isExact(Encoding encoding);

/// Texts that were decoded, one behind the other, and the way back to where they stood.
struct DecodedText {
    std::string text;
    SourceMap map;

    /// Bytes that stand at `source` as they are.
    void copy(std::string_view bytes, std::size_t source);
    /// What all of `source` says.
    void replace(std::string_view bytes, Span source);
    void replace(std::uint32_t codePoint, Span source);
    void clear();
};

/// Appends what `run` says, whose first byte stands at `offset` of the text that the map leads into; never
/// more bytes than the run has. Appends nothing where that is no text that somebody could read. Single
/// control characters and bytes that are no UTF-8 become blanks. Returns how many bytes of the run it has
/// read: less than all where the run ends in something else. Linear.
std::size_t decode(Encoding encoding, std::string_view run, std::size_t offset, DecodedText& out);

/// True where some bytes, the first of what may be text, hold `count` that are none, whatever follows them.
/// False also where it takes a closer look: where there is a zero byte, as in text of two bytes a letter.
bool hasBadBytes(std::span<const unsigned char> bytes, unsigned count);

/// True where `bytes` are text but for at most `bad` of them: UTF-8 (characters at both ends may be cut) or
/// UTF-16 or UTF-32 of ASCII letters.
bool isText(std::string_view bytes, std::size_t bad);

} // namespace gatehouse::inspect
