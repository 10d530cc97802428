// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/phrase_detector.h"
#include "core/inspect/detectors/token_text.h"
#include "core/inspect/detectors/word_rates.h"

#include <algorithm>
#include <string>

// What is searched for to find phrases. Runs while Gatehouse is built, and in tests.

namespace gatehouse::inspect {
namespace {

// Definitions are read word by word.
constexpr Scopes kPhraseScopes = bitOf(Scope::Content) | bitOf(Scope::Question);

/// A text to search for, and a phrase that it begins an anchor of.
struct AnchorText {
    std::string text;
    PhraseAnchor anchor;
};

std::size_t anchorOf(const PhraseTable& table, std::size_t index)
{
    const auto& phrase = table.phrases[index];
    if (phrase.anchor != Phrase::kRarest)
        return phrase.anchor;
    std::size_t found = 0;
    for (std::size_t i = 1; i < phrase.count; ++i) {
        if (rateOf(table.wordsOf(index, i)) < rateOf(table.wordsOf(index, found)))
            found = i;
    }
    return found;
}

void addAnchors(const PhraseTable& table, std::size_t index, std::vector<AnchorText>& anchors)
{
    const auto element = anchorOf(table, index);
    const PhraseAnchor anchor{static_cast<std::uint16_t>(index), static_cast<std::uint8_t>(element)};
    for (auto rest = table.wordsOf(index, element).written(); !rest.empty();) {
        const auto first = asSearched(WordSet::takeEntry(rest).text);
        if (table.phrases[index].anchorWords == 1) {
            for (const auto& form : writtenForms(first))
                anchors.push_back({form, anchor});
            continue;
        }
        for (auto others = table.wordsOf(index, element + 1).written(); !others.empty();)
            anchors.push_back({first + " " + asSearched(WordSet::takeEntry(others).text), anchor});
    }
}

} // namespace

/// One text for all that begin alike: "instruction" for "instructions" too. Each phrase that it begins an
/// anchor of is a pattern; those that say the same are searched for once.
std::vector<Pattern> patternsOf(const PhraseTable& table)
{
    std::vector<AnchorText> anchors;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        if (table.rows[i].inContent != kNoRule)
            addAnchors(table, i, anchors);
    }
    std::ranges::stable_sort(anchors, {}, &AnchorText::text);
    std::vector<Pattern> patterns;
    std::vector<std::uint16_t> known; // phrases of this text
    const AnchorText* text = nullptr;
    for (const auto& next : anchors) {
        if (text == nullptr || !next.text.starts_with(text->text)) {
            text = &next;
            known.clear();
        }
        if (std::ranges::find(known, next.anchor.phrase) != known.end())
            continue;
        known.push_back(next.anchor.phrase);
        auto anchor = next.anchor;
        anchor.size = static_cast<std::uint8_t>(text->text.size());
        patterns.push_back({quoted(text->text), true, kPhraseScopes, anchor.packed()});
    }
    return patterns;
}

std::vector<SearchedWord> firstWordsOf(const PhraseTable& table)
{
    std::vector<SearchedWord> words;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        if (table.rows[i].inDefinition == kNoRule)
            continue;
        for (auto rest = table.wordsOf(i, 0).written(); !rest.empty();) {
            const auto entry = WordSet::takeEntry(rest);
            // What is an address or a name, or has an apostrophe, is no word as they are compared.
            if (entry.text.find_first_of("@_'") == std::string_view::npos)
                words.push_back({std::string(entry.text), entry.isPrefix, static_cast<std::uint32_t>(i)});
        }
    }
    return words;
}

} // namespace gatehouse::inspect
