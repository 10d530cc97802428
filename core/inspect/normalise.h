// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/source_map.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::inspect {

/// Rows of carriers.def.
enum class Carrier : std::uint8_t {
#define GATEHOUSE_CARRIER(name, text, sentence) name,
#include "core/inspect/carriers.def"
#undef GATEHOUSE_CARRIER
};

std::string_view toText(Carrier carrier); ///< stable, "zero-width" …

/// Something in a text that its reader does not see.
struct Hidden {
    Carrier carrier = Carrier::ZeroWidth;
    Span source;             ///< of the first to the last of its kind that belong together
    std::uint32_t count = 0; ///< characters; of terminal sequences 1
};

/// A copy of texts in the form in which they are searched, and the way back.
struct TextCopy {
    std::string text; ///< UTF-8
    SourceMap map;
    std::vector<Hidden> hidden; ///< in the order of the source
    /// Where in the copy whole words were written in letters of another style: fullwidth, mathematical.
    std::vector<Span> styled;

    void clear();
};

/// Appends what the JSON string token says, as a reader would understand it: escapes decoded, compatibility
/// forms (ﬁ, Ａ, 𝐀) and accents of Latin, Greek and Cyrillic letters taken off, lookalikes of Latin letters
/// inside Latin words replaced, invisible characters and terminal sequences left out; what a sequence that
/// commands a terminal says stays. Case, white space and all other scripts are as they were. `offset`: where
/// the token starts in the text that spans lead into. Linear; no input makes the copy longer than 18 bytes
/// for each character (U+FDFA in NFKC).
void normalise(std::string_view token, std::size_t offset, TextCopy& copy);
/// The same of a text that is written as it is.
void normaliseText(std::string_view text, std::size_t offset, TextCopy& copy);

} // namespace gatehouse::inspect
