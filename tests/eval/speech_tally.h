// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/inspector.h"
#include "tests/eval/corpus.h"

#include <map>
#include <string>

namespace gatehouse::eval {

/// Counts in how many items something speaks to the model (families poisoning, injection, elicitation,
/// sampling) or is hidden, and is acted on or told: of attacks by class and source, of benign items by
/// channel.
class SpeechTally {
public:
    void add(const Item& item, const std::vector<inspect::Found>& found);
    std::string tables() const;

private:
    struct Count {
        int items = 0;
        int actedOn = 0; ///< at high confidence, or for two signs together
        int told = 0;    ///< at medium confidence at least ///< at least
    };
    using Counts = std::map<std::string, Count>;
    static void appendTable(std::string& out, const std::string& title, const Counts& counts);

    Counts m_attacks;       // "kind class"
    Counts m_attackSources; // "half kind source"
    Counts m_benign;        // "channel label kind"
    Counts m_benignSources; // "half label kind source"
    Counts m_halves;        // "half label kind"
};

/// A source that was not looked at while rules were written: all but those of sources_written_with.def.
bool isHeldOut(const std::string& source);

} // namespace gatehouse::eval
