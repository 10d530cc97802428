// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/common_words.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace gatehouse::inspect {
namespace {

constexpr auto kCommonWords = std::to_array<std::string_view>({
#define GATEHOUSE_COMMON_WORD(word) word,
#include "core/inspect/common_words.def"
#undef GATEHOUSE_COMMON_WORD
});
static_assert(std::ranges::is_sorted(kCommonWords));

constexpr std::size_t kLongest = 16;
constexpr std::size_t kLetters = 26;

/// For a first and a last letter the lengths that words with both have, as bits: most other words end here.
using LengthTable = std::array<std::array<std::uint32_t, kLetters>, kLetters>;

constexpr LengthTable makeLengths()
{
    LengthTable lengths{};
    for (const auto word : kCommonWords)
        lengths[static_cast<std::size_t>(word.front() - 'a')][static_cast<std::size_t>(word.back() - 'a')] |=
            std::uint32_t{1} << word.size();
    return lengths;
}

constexpr auto kLengths = makeLengths();

bool isLowerCase(char c)
{
    return c >= 'a' && c <= 'z';
}

} // namespace

bool isCommonWord(std::string_view word)
{
    if (word.empty() || word.size() > kLongest || !isLowerCase(word.front()) || !isLowerCase(word.back()))
        return false;
    const auto lengths =
        kLengths[static_cast<std::size_t>(word.front() - 'a')][static_cast<std::size_t>(word.back() - 'a')];
    return (lengths >> word.size() & 1U) != 0 && std::ranges::binary_search(kCommonWords, word);
}

std::size_t countCommonWords(std::string_view text)
{
    std::size_t count = 0;
    std::array<char, kLongest> word{};
    std::size_t length = 0; // may be more than what is kept
    for (std::size_t at = 0; at <= text.size(); ++at) {
        const char lower = at < text.size() ? static_cast<char>(text[at] | 0x20) : ' ';
        if (lower >= 'a' && lower <= 'z') {
            if (length < kLongest)
                word[length] = lower;
            ++length;
            continue;
        }
        count += length > 1 && length <= kLongest && isCommonWord({word.data(), length}) ? 1 : 0;
        length = 0;
    }
    return count;
}

} // namespace gatehouse::inspect
