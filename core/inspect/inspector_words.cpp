// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/phrase_words.h"
#include "core/inspect/detectors/word_walk.h"
#include "core/inspect/inspector_state.h"
#include "core/inspect/pattern_database.h"

namespace gatehouse::inspect {

/// A text is gone through once for all detectors that look for words: few words are any of theirs.
void Inspector::State::tellWords(const Look& look)
{
    const auto& table = kWordTables[static_cast<std::size_t>(m_scope)];
    if (table.letters.empty())
        return;
    WordWalk walk(look.text);
    std::size_t at = 0;
    while (const auto word = walk.anyBehind(at, look.text.size())) {
        at = word->end;
        const auto raw = look.text.substr(word->begin, word->size());
        if (!table.words.mayHold(raw))
            continue;
        const FoldedWord folded(raw);
        const auto start = folded.start();
        for (const auto& known : table.words.beginningAs(folded.text())) {
            if (!known.mayBe(start) || !known.is(folded.text(), table.letters))
                continue;
            for (const auto& owner : table.ownersOf(known)) {
                if (isFull())
                    return;
                m_detector = m_detectors.detectors()[owner.detector].get();
                m_detector->onWord(look, owner.told, {*word, walk}, *this);
            }
        }
    }
}

} // namespace gatehouse::inspect
