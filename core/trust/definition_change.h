// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/definition.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::trust {

/// What a change does to whoever relies on the definition. In the order of their weight.
enum class ChangeKind : std::uint8_t {
    Wording,        ///< a few words that order nothing, a typo put right
    Narrower,       ///< fewer arguments are taken than before
    Text,           ///< a text says something else, or more
    Other,          ///< any other field
    Wider,          ///< arguments are taken that were refused before
    NewParameter,   ///< something more is asked for
    Renamed,        ///< what a known definition said, under a name that is not known
    New,            ///< nothing like it was known
    Shadowing,      ///< it could be taken for a tool of another server
    HintFlipped,    ///< what it claims about its effects is not what it was
    NewInstruction, ///< new text speaks to the model, or hides something
};

std::string_view toText(ChangeKind kind); // "wording" …

/// One thing that changed.
struct ChangePart {
    ChangeKind kind = ChangeKind::Wording;
    std::string sentence; ///< for people; what the server wrote in it is drawn harmlessly and cut

    bool operator==(const ChangePart&) const = default;
};

/// What became of a definition.
struct DefinitionChange {
    std::vector<ChangePart> parts; ///< the weightiest first; at most 16
    std::string diff;              ///< a line for each field that changed, see drawDiff(); at most 8 KiB
    std::string rivalEntry = {};   ///< see Pin

    /// The weightiest.
    ChangeKind kind() const;
};

/// Compares two canonical forms of one kind that are not equal. Pure; linear but for short texts.
DefinitionChange compareDefinitions(
    model::DefinitionKind kind, std::string_view before, std::string_view after);

/// Of what has no earlier form that could be compared.
DefinitionChange describeNew(model::DefinitionKind kind, std::string_view canonical);

/// How much two canonical forms are alike, their names aside: 0 to 1.
double likeness(std::string_view left, std::string_view right);

} // namespace gatehouse::trust
