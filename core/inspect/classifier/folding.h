// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatehouse::inspect {

/// A short text (FoldedText::kMost bytes at most) as the model reads it: lower case, white space and digits
/// as one blank or one 0 for each run, a blank in front and behind. Lives where it is declared: nothing is
/// allocated. Any bytes are taken, UTF-8 or not. Made without jumps that depend on the bytes: a processor
/// guesses those wrong once for every word.
class FoldedText {
public:
    static constexpr std::size_t kMost = 1024;
    explicit FoldedText(std::string_view text);

    const char* data() const { return m_bytes.data(); } ///< seven bytes behind the end may be read
    std::size_t size() const { return m_size; }
    /// Words: runs of letters, digits and low lines, single ideographs, and single marks.
    std::size_t wordCount() const { return m_wordCount; }
    std::string_view word(std::size_t number) const
    {
        return {
            m_bytes.data() + m_begins[number], static_cast<std::size_t>(m_ends[number] - m_begins[number])};
    }

private:
    void fold(std::string_view text);
    void lowerLetters();
    void findWords();
    void findWordsAmongIdeographs();

    // Not cleared: what is read has been written.
    std::array<char, kMost + 16> m_bytes;
    std::array<std::uint16_t, kMost + 3> m_begins;
    std::array<std::uint16_t, kMost + 3> m_ends;
    std::size_t m_size = 0;
    std::size_t m_wordCount = 0;
    unsigned m_seen = 0; // kSeen…
};

} // namespace gatehouse::inspect
