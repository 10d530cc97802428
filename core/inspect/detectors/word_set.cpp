// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/word_set.h"

#include "core/inspect/detectors/phrase_words.h"

namespace gatehouse::inspect {

std::optional<WordSet::Entry> WordSet::find(std::string_view foldedWord) const
{
    if (!m_heads.mayHold(foldedWord))
        return std::nullopt;
    for (auto rest = m_written; !rest.empty();) {
        const auto entry = takeEntry(rest);
        if (entry.isPrefix ? foldedWord.starts_with(entry.text) : foldedWord == entry.text)
            return entry;
    }
    return std::nullopt;
}

std::optional<WordSet::Entry> WordSet::findRaw(std::string_view word) const
{
    return m_heads.mayHold(word) ? find(FoldedWord(word).text()) : std::nullopt;
}

std::optional<WordSet::Entry> WordSet::findWithin(std::string_view text, std::size_t& at) const
{
    std::optional<Entry> best;
    for (auto rest = m_written; !rest.empty();) {
        const auto entry = takeEntry(rest);
        const auto place = text.find(entry.text);
        const bool isWorse = best && (entry.isWeak != best->isWeak ? entry.isWeak : place >= at);
        if (place == std::string_view::npos || isWorse)
            continue;
        best = entry;
        at = place;
    }
    return best;
}

} // namespace gatehouse::inspect
