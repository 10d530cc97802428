// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace gatehouse::inspect {

/// Rows of families.def.
enum class Family : std::uint8_t {
#define GATEHOUSE_FAMILY(name, text) name,
#include "core/inspect/families.def"
#undef GATEHOUSE_FAMILY
};

/// How bad it would be if the finding is right.
enum class Severity : std::uint8_t { Note, Low, Medium, High };

/// How likely it is that the finding is right. High: enough to act on by itself (wrong in one of a thousand
/// ordinary messages at most). Medium: worth telling. Low: of use only together with others.
enum class Confidence : std::uint8_t { Low, Medium, High };

std::string_view toText(Family family);         ///< stable, "secret" …
std::string_view toText(Severity severity);     ///< "note" …
std::string_view toText(Confidence confidence); ///< "low" …

/// One thing that a detector can find.
struct Rule {
    std::string_view id; ///< stable, kebab-case, unique among all rules; journals and policies name it
    Family family = Family::Carrier;
    Severity severity = Severity::Note;
    std::string_view sentence; ///< what was found, for a developer: "A GitHub token"
};

} // namespace gatehouse::inspect
