// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detectors/word_set.h"
#include "core/inspect/detectors/word_start.h"
#include "core/inspect/source_map.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::inspect {

// Words of running text, for all detectors that look for what is said. Nothing looks further than kReach.

inline constexpr std::size_t kReach = 300; ///< bytes: some three lines

/// A word in the form in which words are compared: small letters of Latin and Cyrillic, no apostrophes.
class FoldedWord {
public:
    explicit FoldedWord(std::string_view word);
    std::string_view text() const { return {m_letters.data(), m_size}; }
    WordStart start() const { return WordStart::ofPadded(m_letters.data()); }

private:
    static constexpr std::size_t kLongest = 48; // the rest of a longer word is left out
    std::array<char, kLongest> m_letters{};
    std::size_t m_size = 0;
};

/// True where no letter or digit stands before `begin`, but for the letter of an escape (`\n`).
bool startsWord(std::string_view text, std::size_t begin);
bool endsWord(std::string_view text, std::size_t end);

/// Where the word ends that the byte before `at` is in.
std::size_t endOfWord(std::string_view text, std::size_t at);

/// The word that starts at `at` or next behind it. None where the sentence ends before.
std::optional<Span> wordBehind(std::string_view text, std::size_t at);
/// The word that ends at `at` or next before it. None where the sentence starts in between.
std::optional<Span> wordBefore(std::string_view text, std::size_t at);
/// The word that starts at `at` or next behind it, whatever stands between.
std::optional<Span> anyWordBehind(std::string_view text, std::size_t at, std::size_t limit);

/// Letter for letter as texts are searched: what normalise() makes of `text`, in small letters.
std::string asSearched(std::string_view text);
/// The same without apostrophes, as words are compared.
std::string asCompared(std::string_view text);
/// Patterns for `text`, folded, in any case: of ASCII one; of Cyrillic, which is not ASCII, the three usual
/// ways to write it.
std::vector<std::string> writtenForms(std::string_view text);

} // namespace gatehouse::inspect
