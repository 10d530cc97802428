// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detectors/word_walk.h"
#include "core/inspect/source_map.h"

#include <optional>
#include <string_view>

namespace gatehouse::inspect {

/// How a text turns to somebody whose name it says.
struct Addressing {
    bool isNoted = false;    ///< a note for it
    bool isTo = false;       ///< behind "to" or "for", at the start of a clause
    bool isCalled = false;   ///< "assistant, …", "for agents: …"
    bool isAside = false;    ///< in brackets, in a comment
    bool isReader = false;   ///< who reads this very text
    bool isSupposed = false; ///< if an assistant …
    bool isBusy = false;     ///< that does something with a text
    bool isHeading = false;  ///< "For AI tools", alone in its line
    bool isTurn = false;     ///< "Assistant:" at the start of a line, as dialogues have it
    bool ought = false;
    bool isDescribed = false; ///< "you are an assistant"

    /// In tenths of a sign, as pointsOf() of what is asked for.
    int points() const;
    /// Texts that are about models say as much.
    bool isWeak() const { return points() < kWeak; }

private:
    static constexpr int kWeak = 20;
};

/// The words of a name, of which one is at `word`: "AI coding assistant". None where another of them would be
/// found for itself, or where it is part of an address or of a longer name.
std::optional<Span> wholeName(std::string_view text, Span word, WordWalk& walk);

Addressing addressingOf(std::string_view text, Span name, WordWalk& walk);

} // namespace gatehouse::inspect
