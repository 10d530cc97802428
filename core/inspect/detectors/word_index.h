// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detectors/word_set.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace gatehouse::inspect {

/// A word that stands in one of several lists.
struct ListedWord {
    std::uint16_t list = 0;
    std::uint16_t begin = 0; ///< in the list as it is written
    std::uint8_t size = 0;
    bool isPrefix = false;

    bool is(std::string_view foldedWord, std::string_view writtenList) const
    {
        const auto text = writtenList.substr(begin, size);
        return isPrefix ? foldedWord.starts_with(text) : foldedWord == text;
    }
};

/// Words by the two letters that they begin with: what none of them begins with costs one look. A constant,
/// made while Gatehouse is compiled, with offsets in the place of addresses: nothing is built, and no page
/// written, when a program starts.
class WordsByHead {
public:
    static constexpr std::size_t kHeads = 1024;

    constexpr WordsByHead(
        const std::array<std::uint16_t, kHeads + 1>& from, std::span<const ListedWord> words)
        : m_from(&from)
        , m_words(words)
    {
    }
    /// Those that begin as the word does, in the order of the lists.
    std::span<const ListedWord> beginningAs(std::string_view foldedWord) const
    {
        const auto head = headOf(foldedWord);
        return m_words.subspan((*m_from)[head], (*m_from)[head + 1] - (*m_from)[head]);
    }
    /// False for most words that are none of them. `word`: as it stands in the text.
    bool mayHold(std::string_view word) const
    {
        return !WordHeads::isAsFolded(word) || !beginningAs(word).empty();
    }

    static constexpr std::size_t headOf(std::string_view word)
    {
        const auto letter = [word](std::size_t i) {
            return i < word.size() ? static_cast<unsigned char>(word[i]) & 31U : 0U;
        };
        return letter(0) << 5U | letter(1);
    }

private:
    const std::array<std::uint16_t, kHeads + 1>* m_from;
    std::span<const ListedWord> m_words;
};

/// How many words lists hold that can be found in an index: all but what stands for an address or a name.
template <typename Lists>
constexpr std::size_t countWords(const Lists& lists)
{
    std::size_t count = 0;
    for (const std::string_view list : lists) {
        for (auto rest = list; !rest.empty();) {
            const auto text = WordSet::takeEntry(rest).text;
            count += text == "@" || text == "_" ? 0 : 1;
        }
    }
    return count;
}

/// The index of lists that are written as a WordSet is. `size` is countWords() of them.
template <std::size_t size>
struct WordIndex {
    std::array<std::uint16_t, WordsByHead::kHeads + 1> from{};
    std::array<ListedWord, size> words{};

    template <typename Lists>
    constexpr explicit WordIndex(const Lists& lists)
    {
        // Counted, then laid out: the words of one head stay in the order in which they are written.
        eachWord(lists, [this](std::size_t head, const ListedWord&) { ++from[head + 1]; });
        for (std::size_t head = 0; head < WordsByHead::kHeads; ++head)
            from[head + 1] = static_cast<std::uint16_t>(from[head] + from[head + 1]);
        auto next = from;
        eachWord(
            lists, [this, &next](std::size_t head, const ListedWord& word) { words[next[head]++] = word; });
    }
    constexpr WordsByHead view() const { return {from, words}; }

private:
    template <typename Lists, typename Take>
    static constexpr void eachWord(const Lists& lists, Take take)
    {
        std::uint16_t list = 0;
        for (const std::string_view written : lists) {
            for (auto rest = written; !rest.empty();) {
                const auto entry = WordSet::takeEntry(rest);
                if (entry.text == "@" || entry.text == "_")
                    continue;
                if (entry.isPrefix && entry.text.size() < 2)
                    throw "a beginning of one letter is that of too many words";
                take(WordsByHead::headOf(entry.text),
                    ListedWord{list, static_cast<std::uint16_t>(entry.text.data() - written.data()),
                        static_cast<std::uint8_t>(entry.text.size()), entry.isPrefix});
            }
            ++list;
        }
    }
};

} // namespace gatehouse::inspect
