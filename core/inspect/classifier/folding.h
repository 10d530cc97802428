// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatehouse::inspect {

/// A short text (FoldedText::kMost bytes at most) as the model reads it: its words, in lower case, with one 0
/// for each run of digits. Lives where it is declared: nothing is allocated. Any bytes are taken, UTF-8 or
/// not. Words are found in masks of 64 bytes, without a jump for each byte: a processor guesses those wrong
/// once for every word.
class FoldedText {
public:
    static constexpr std::size_t kMost = 512;
    explicit FoldedText(std::string_view text);

    /// Words: runs of letters, digits and low lines, single ideographs, and single marks.
    std::size_t wordCount() const { return m_wordCount; }
    /// 15 bytes behind the end may be read.
    std::string_view word(std::size_t number) const
    {
        return {
            m_bytes.data() + m_begins[number], static_cast<std::size_t>(m_ends[number] - m_begins[number])};
    }

private:
    static constexpr std::size_t kBlockBytes = 64;
    static constexpr std::size_t kMostBlocks = kMost / kBlockBytes;
    static constexpr std::size_t kBehind = 16;

    /// What is done only where it is needed: most texts are ASCII and have few numbers.
    struct Rarities {
        std::array<std::uint64_t, kMostBlocks> high;       ///< bytes above ASCII
        std::array<std::uint64_t, kMostBlocks> moreDigits; ///< that follow a digit
        bool hasHigh = false;
        bool hasMoreDigits = false;
    };
    std::size_t findWords(std::size_t blocks, Rarities& rarities);
    bool lowerLetters(std::size_t blocks, const Rarities& rarities);
    void findWordsAmongIdeographs(std::size_t size);
    void joinDigits(std::size_t blocks, const Rarities& rarities);

    // Not cleared: what is read has been written.
    std::array<char, kMost + kBehind> m_bytes;
    std::array<std::uint16_t, kMost> m_begins;
    std::array<std::uint16_t, kMost> m_ends;
    std::size_t m_wordCount = 0;
};

} // namespace gatehouse::inspect
