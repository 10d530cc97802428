// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detectors/phrase_context.h"
#include "core/inspect/detectors/word_index.h"
#include "core/inspect/detectors/word_set.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace gatehouse::inspect {

inline constexpr int kNoRule = -1;

/// One thing that is said, as words in their order: "ignore|disregard >2 previous|prior >1 instruction*".
/// `>2`: up to two other words stand before the next; `&`: none, and both are one search. The element marked
/// `!` is what content is searched for, else the one whose words are rarest: it must be rare in ordinary text
/// (decision 0009), so two words often. `@` is the first part of an e-mail address, `_` a name of code such
/// as send_mail. At the end `.` asks for the end of the sentence, `:` for a colon. Words as in WordSet.
struct PhraseRow {
    int inContent;    ///< the rule that it is in content, or kNoRule
    int inDefinition; ///< in definitions, and where else readsTextsOf() says
    Claim claim;
    std::string_view words;
};

/// The same, read while Gatehouse is compiled: where in the row each element's words stand.
struct Phrase {
    static constexpr std::size_t kMostElements = 10;
    static constexpr std::uint8_t kRarest = 255;

    struct Element {
        WordHeads heads;
        std::uint16_t begin = 0; ///< of its words, in PhraseRow::words
        std::uint16_t size = 0;
        std::uint8_t gap = 0; ///< other words before it
        bool hasMailbox = false;
        bool hasName = false;
    };
    std::array<Element, kMostElements> elements{};
    std::uint8_t count = 0;
    std::uint8_t anchor = kRarest; ///< the element that is searched for
    std::uint8_t anchorWords = 1;  ///< 2: together with the next
    char end = 0;                  ///< that follows: a dot or a colon, else anything

    constexpr Phrase() = default;
    constexpr explicit Phrase(std::string_view words);

private:
    constexpr void addElements(std::string_view all, std::string_view words, std::uint8_t gap);
    constexpr void addElement(std::string_view all, std::string_view words, std::uint8_t gap);
};

constexpr Phrase::Phrase(std::string_view all)
{
    std::uint8_t gap = 0;
    for (auto rest = all; !rest.empty();) {
        const auto word = rest.substr(0, rest.find(' '));
        rest.remove_prefix(word.size() < rest.size() ? word.size() + 1 : word.size());
        if (word == "." || word == ":") {
            end = word.front();
        } else if (word.starts_with('>')) {
            gap = static_cast<std::uint8_t>(word[1] - '0');
        } else {
            addElements(all, word, gap);
            gap = 0;
        }
    }
}

constexpr void Phrase::addElements(std::string_view all, std::string_view words, std::uint8_t gap)
{
    const auto pair = words.find('&');
    if (words.starts_with('!')) {
        words.remove_prefix(1);
        anchor = count;
        anchorWords = pair == std::string_view::npos ? 1 : 2;
    }
    addElement(all, words.substr(0, words.find('&')), gap);
    if (pair != std::string_view::npos)
        addElement(all, words.substr(words.find('&') + 1), 0);
}

constexpr void Phrase::addElement(std::string_view all, std::string_view words, std::uint8_t gap)
{
    if (count == kMostElements)
        throw "a phrase of more than kMostElements";
    auto& element = elements[count++];
    element.heads = WordSet(words).heads();
    element.begin = static_cast<std::uint16_t>(words.data() - all.data());
    element.size = static_cast<std::uint16_t>(words.size());
    element.gap = gap;
    for (auto rest = words; !rest.empty();) {
        const auto word = WordSet::takeEntry(rest).text;
        element.hasMailbox = element.hasMailbox || word == "@";
        element.hasName = element.hasName || word == "_";
    }
}

/// What a PhraseDetector looks for: constants of the program, all of it.
struct PhraseTable {
    std::span<const PhraseRow> rows;
    std::span<const Phrase> phrases; ///< one for each row
    WordsByHead words;               ///< of all elements; for the list see listOf()

    static constexpr std::size_t listOf(std::size_t phrase, std::size_t element)
    {
        return phrase * Phrase::kMostElements + element;
    }
    WordSet wordsOf(std::size_t phrase, std::size_t element) const
    {
        const auto& place = phrases[phrase].elements[element];
        return {rows[phrase].words.substr(place.begin, place.size), place.heads};
    }
};

/// The table of a constexpr array of PhraseRow.
template <const auto& rows>
struct PhraseTableOf {
    static constexpr auto kPhrases = [] {
        std::array<Phrase, std::size(rows)> phrases;
        for (std::size_t i = 0; i < phrases.size(); ++i)
            phrases[i] = Phrase(rows[i].words);
        return phrases;
    }();
    static constexpr auto allWords()
    {
        std::array<std::string_view, std::size(rows) * Phrase::kMostElements> lists;
        for (std::size_t i = 0; i < lists.size(); ++i) {
            const auto& element = kPhrases[i / Phrase::kMostElements].elements[i % Phrase::kMostElements];
            lists[i] =
                std::string_view(rows[i / Phrase::kMostElements].words).substr(element.begin, element.size);
        }
        return lists;
    }
    static constexpr WordIndex<countListedWords(allWords())> kWords{allWords()};
    static constexpr PhraseTable table() { return {rows, kPhrases, kWords.view()}; }
};

} // namespace gatehouse::inspect
