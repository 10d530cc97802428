// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gatehouse::inspect {

/// The three letters that each of some words begins with, as bits: most other words can be told from them
/// before a letter of theirs is folded.
class WordHeads {
public:
    constexpr void add(std::string_view folded, bool isPrefix)
    {
        const bool isAnyWord = folded == "@" || folded == "_";
        const std::size_t known = isAnyWord ? 0 : isPrefix ? folded.size() : 3;
        const auto letters = lettersOf(folded);
        m_first |= known < 2 ? ~std::uint64_t{0} : firstBit(letters);
        m_second |= known < 3 ? ~std::uint64_t{0} : secondBit(letters);
    }
    /// False for most words that are none of them. `word`: as it stands in the text, with whatever is behind
    /// it.
    constexpr bool mayHold(std::string_view word) const
    {
        const auto letters = lettersOf(word);
        return letters.areFolded ? (m_first & firstBit(letters)) != 0 && (m_second & secondBit(letters)) != 0
                                 : m_first != 0;
    }
    /// Where folding changes no more of the first three bytes than to make them small letters.
    static constexpr bool isAsFolded(std::string_view word) { return lettersOf(word).areFolded; }

private:
    static constexpr std::uint8_t kChanged = 0x80;
    /// A letter as it is folded, with kChanged where more is done to it; 0 for what is in no word.
    static constexpr auto kCodes = [] {
        std::array<std::uint8_t, 256> codes{};
        for (unsigned byte = 0; byte < codes.size(); ++byte) {
            const unsigned small = byte | 0x20U;
            if ((small >= 'a' && small <= 'z') || (byte >= '0' && byte <= '9'))
                codes[byte] = static_cast<std::uint8_t>(small);
            if (byte >= 0x80 || byte == '_' || byte == '\'')
                codes[byte] = kChanged;
        }
        return codes;
    }();
    struct Letters {
        unsigned first;
        unsigned second;
        unsigned third;
        bool areFolded;
    };

    static constexpr Letters lettersOf(std::string_view word)
    {
        const auto code = [word](std::size_t at) {
            return at < word.size() ? unsigned{kCodes[static_cast<unsigned char>(word[at])]} : 0U;
        };
        const auto first = code(0);
        const auto second = code(1);
        const auto third = second == 0 ? 0U : code(2);
        return {first, second, third, first != 0 && ((first | second | third) & kChanged) == 0};
    }
    static constexpr std::uint64_t firstBit(const Letters& letters)
    {
        return std::uint64_t{1} << ((letters.first * 11 + letters.second) & 63U);
    }
    static constexpr std::uint64_t secondBit(const Letters& letters)
    {
        return std::uint64_t{1} << ((letters.second * 5 + letters.third * 13) & 63U);
    }

    std::uint64_t m_first = 0;
    std::uint64_t m_second = 0;
};

/// Words of which one is looked for, written "ignore|disregard|instruct*|~skip": `*` stands for any ending,
/// `~` marks those that also say something harmless. They are written as they are compared, folded (see
/// FoldedWord), and read where they are written: a set is a constant of the program, and nothing is built
/// when that starts. "do not" looks for two words.
class WordSet {
public:
    struct Entry {
        std::string_view text;
        bool isPrefix = false;
        bool isWeak = false;
    };

    constexpr WordSet() = default;
    constexpr explicit WordSet(std::string_view written)
        : m_written(written)
    {
        for (auto rest = written; !rest.empty();) {
            const auto entry = takeEntry(rest);
            if (!isFolded(entry.text))
                throw "a word is not written as it is compared: small letters, without accents";
            m_heads.add(entry.text, entry.isPrefix);
        }
    }
    constexpr WordSet(std::string_view written, WordHeads heads)
        : m_written(written)
        , m_heads(heads)
    {
    }

    constexpr std::string_view written() const { return m_written; }
    constexpr WordHeads heads() const { return m_heads; }
    /// The first of what is left to read, which must hold some.
    static constexpr Entry takeEntry(std::string_view& rest)
    {
        auto word = rest.substr(0, rest.find('|'));
        rest.remove_prefix(word.size() < rest.size() ? word.size() + 1 : word.size());
        Entry entry;
        entry.isWeak = word.starts_with('~');
        word.remove_prefix(entry.isWeak ? 1 : 0);
        entry.isPrefix = word.ends_with('*');
        word.remove_suffix(entry.isPrefix ? 1 : 0);
        entry.text = word;
        return entry;
    }

    /// The entry that `word` is.
    std::optional<Entry> find(std::string_view foldedWord) const;
    bool has(std::string_view foldedWord) const { return find(foldedWord).has_value(); }
    /// The same for a word as it stands in the text.
    std::optional<Entry> findRaw(std::string_view word) const;
    bool hasRaw(std::string_view word) const { return m_heads.mayHold(word) && findRaw(word).has_value(); }
    /// For scripts that write no blanks: the first place in `text` of an entry that is not weak, or else of a
    /// weak one.
    std::optional<Entry> findWithin(std::string_view text, std::size_t& at) const;

private:
    /// False for what can be seen to change when a text is normalised and folded: capitals, Latin letters
    /// with accents, й and ё. A test knows the rest.
    static constexpr bool isFolded(std::string_view text)
    {
        for (std::size_t i = 0; i < text.size(); ++i) {
            const auto byte = static_cast<unsigned char>(text[i]);
            const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
            const bool isAccented = (byte >= 0xC3 && byte <= 0xCA) || byte == 0xCC ||
                (byte == 0xD0 && (next < 0xB0 || next == 0xB9) && next >= 0x90) ||
                (byte == 0xD1 && next == 0x91);
            if ((byte >= 'A' && byte <= 'Z') || isAccented)
                return false;
        }
        return true;
    }

    std::string_view m_written;
    WordHeads m_heads;
};

} // namespace gatehouse::inspect
