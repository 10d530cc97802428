// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detectors/word_set.h"
#include "core/inspect/detectors/word_start.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace gatehouse::inspect {

/// A word that stands in one of several lists.
struct ListedWord {
    WordStart start;
    std::uint16_t list = 0;
    std::uint16_t begin = 0; ///< in the list as it is written
    std::uint8_t size = 0;
    bool isPrefix = false;
    bool isWeak = false;

    /// False for most words that it is not, before is() compares them.
    bool mayBe(WordStart foldedWord) const { return start.isAs(foldedWord, size + (isPrefix ? 0U : 1U)); }
    bool is(std::string_view foldedWord, std::string_view writtenList) const
    {
        const auto text = writtenList.substr(begin, size);
        return isPrefix ? foldedWord.starts_with(text) : foldedWord == text;
    }
};

/// Words by the three letters that they begin with: what none of them begins with costs one look. A constant,
/// made while Gatehouse is compiled, with offsets in the place of addresses: nothing is built, and no page
/// written, when a program starts.
class WordsByHead {
public:
    static constexpr std::size_t kHeads = 4096; ///< some letters have one together
    using From = std::array<std::uint16_t, kHeads + 1>;

    constexpr WordsByHead(const From& from, std::span<const ListedWord> words)
        : m_from(&from)
        , m_words(words)
    {
    }
    /// Those that begin as the word does, in the order of the lists, and some others.
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

    static constexpr unsigned kLetters = 32; ///< that are told apart
    static constexpr std::size_t headOf(std::string_view word)
    {
        const auto letter = [word](std::size_t i) {
            return i < word.size() ? static_cast<unsigned char>(word[i]) % kLetters : 0U;
        };
        return headOf(letter(0), letter(1), letter(2));
    }
    static constexpr std::size_t headOf(std::size_t first, std::size_t second, std::size_t third)
    {
        return ((first * kLetters + second) * 37 + third) % kHeads;
    }

    /// The word as `list` has it, or null. `written`: the list.
    const ListedWord* find(std::size_t list, std::string_view foldedWord, std::string_view written) const
    {
        for (const auto& word : beginningAs(foldedWord)) {
            if (word.list == list && word.is(foldedWord, written))
                return &word;
        }
        return nullptr;
    }

private:
    const From* m_from;
    std::span<const ListedWord> m_words;
};

/// What ListedWord::list is the number of: the list, or the word among all of a single one.
enum class Numbered : std::uint8_t { Lists, Words };

/// Calls `take` with each head that a word may have: one, where the letters that it begins with are known.
template <typename Take>
constexpr void eachHeadOf(const WordSet::Entry& entry, Take take)
{
    const auto known = entry.isPrefix ? entry.text.size() : std::size_t{3};
    const auto letter = [&entry](std::size_t i) -> unsigned {
        return i < entry.text.size() ? static_cast<unsigned char>(entry.text[i]) % WordsByHead::kLetters : 0U;
    };
    const unsigned any = WordsByHead::kLetters;
    for (unsigned second = known < 2 ? 0 : letter(1); second <= (known < 2 ? any - 1 : letter(1)); ++second) {
        for (unsigned third = known < 3 ? 0 : letter(2); third <= (known < 3 ? any - 1 : letter(2)); ++third)
            take(WordsByHead::headOf(letter(0), second, third));
    }
}

/// Tells each word of lists that are written as a WordSet is, and where it is looked for: all but what stands
/// for an address or a name.
template <Numbered numbered = Numbered::Lists, typename Lists, typename Take>
constexpr void eachListedWord(const Lists& lists, Take take)
{
    std::uint16_t number = 0;
    for (const std::string_view written : lists) {
        for (auto rest = written; !rest.empty();) {
            const auto entry = WordSet::takeEntry(rest);
            if (entry.text.empty() || entry.text == "@" || entry.text == "_")
                continue;
            const ListedWord word{WordStart(entry.text), number,
                static_cast<std::uint16_t>(entry.text.data() - written.data()),
                static_cast<std::uint8_t>(entry.text.size()), entry.isPrefix, entry.isWeak};
            eachHeadOf(entry, [&](std::size_t head) { take(head, word); });
            number = static_cast<std::uint16_t>(number + (numbered == Numbered::Words ? 1 : 0));
        }
        number = static_cast<std::uint16_t>(number + (numbered == Numbered::Lists ? 1 : 0));
    }
}

template <typename Lists>
constexpr std::size_t countListedWords(const Lists& lists)
{
    std::size_t count = 0;
    eachListedWord(lists, [&count](std::size_t, const ListedWord&) { ++count; });
    return count;
}

/// The index of lists. `size` is countListedWords() of them.
template <std::size_t size, Numbered numbered = Numbered::Lists>
struct WordIndex {
    WordsByHead::From from{};
    std::array<ListedWord, size> words{};

    template <typename Lists>
    constexpr explicit WordIndex(const Lists& lists)
    {
        // Read once (clang counts the steps), then laid out: the words of one head stay in the order in which
        // they are written.
        std::array<ListedWord, size> read{};
        std::array<std::uint16_t, size> heads{};
        std::size_t count = 0;
        eachListedWord<numbered>(lists, [&](std::size_t head, const ListedWord& word) {
            read[count] = word;
            heads[count++] = static_cast<std::uint16_t>(head);
            ++from[head + 1];
        });
        for (std::size_t head = 0; head < WordsByHead::kHeads; ++head)
            from[head + 1] = static_cast<std::uint16_t>(from[head] + from[head + 1]);
        auto next = from;
        for (std::size_t i = 0; i < size; ++i)
            words[next[heads[i]]++] = read[i];
    }
    constexpr WordsByHead view() const { return {from, words}; }
};

} // namespace gatehouse::inspect
