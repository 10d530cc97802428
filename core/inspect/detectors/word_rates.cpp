// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/word_rates.h"

#include <algorithm>
#include <array>
#include <limits>

namespace gatehouse::inspect {
namespace {

struct WordRate {
    std::string_view word;
    unsigned rate;
};

constexpr auto kWordRates = std::to_array<WordRate>({
#define GATEHOUSE_WORD_RATE(word, rate) {word, rate},
#include "core/inspect/detectors/word_rates.def"
#undef GATEHOUSE_WORD_RATE
});
static_assert(std::ranges::is_sorted(kWordRates, {}, &WordRate::word));

constexpr unsigned kRateOfOthers = 20;
constexpr unsigned kRateOfShort = 1000;
constexpr unsigned kUnsearchable = std::numeric_limits<unsigned>::max();

unsigned rateOfWord(std::string_view word, bool isPrefix)
{
    unsigned rate = kRateOfOthers;
    auto at = std::ranges::lower_bound(kWordRates, word, {}, &WordRate::word);
    for (; at != kWordRates.end() && at->word.starts_with(word); ++at) {
        if (isPrefix || at->word == word)
            rate += at->rate;
        if (!isPrefix)
            break;
    }
    return rate;
}

} // namespace

unsigned rateOf(const WordSet& words)
{
    constexpr std::size_t kFewestLetters = 4; // fewer stand in many a longer word
    unsigned rate = 0;
    for (auto rest = words.written(); !rest.empty();) {
        const auto entry = WordSet::takeEntry(rest);
        if (entry.text == "@" || entry.text == "_")
            return kUnsearchable;
        const auto text = asCompared(entry.text);
        if (text.size() < kFewestLetters)
            rate += kRateOfShort;
        rate += rateOfWord(text, entry.isPrefix);
    }
    return rate;
}

} // namespace gatehouse::inspect
