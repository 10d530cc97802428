// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/decode.h"

#include <optional>
#include <string_view>

namespace gatehouse::inspect {

/// One escape of source code, entity of HTML, or byte of an address.
struct EncodedUnit {
    std::size_t length = 0;      ///< bytes; 0: there is none
    std::uint32_t codePoint = 0; ///< of Percent a byte
    /// It does not stand for what has to be written so: a letter, a digit, or a character beyond ASCII.
    bool isUnusual = false;
};

/// What units begin with; of Percent also what stands for a blank in an address.
std::string_view startsOfUnits(Encoding encoding);

/// The unit of `encoding` (Percent, Escapes or Entities) that begins at `at`.
EncodedUnit encodedUnitAt(Encoding encoding, std::string_view text, std::size_t at);

/// What stands around the units from `at` on, as far as they follow each other closely, and is worth
/// decoding; not before `from`. Nothing where they are too few; `lookedAt` is then where to look on.
std::optional<Span> unitsAround(
    Encoding encoding, std::string_view text, std::size_t at, std::size_t from, std::size_t& lookedAt);

} // namespace gatehouse::inspect
