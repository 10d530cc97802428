// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/number_context.h"

#include "core/inspect/ascii.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <vector>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kBytesBefore = 48;
constexpr std::size_t kBytesBehind = 24;
constexpr std::size_t kLongNumber = 5; // digits: what words before it say is about that number

struct NumberWord {
    NumberTopic topic;
    std::string_view text; // without the star
    bool isPrefix;
};

constexpr NumberWord numberWord(NumberTopic topic, std::string_view text)
{
    const bool isPrefix = text.back() == '*';
    return {topic, text.substr(0, text.size() - (isPrefix ? 1 : 0)), isPrefix};
}

constexpr auto kNumberWords = std::to_array<NumberWord>({
#define GATEHOUSE_WORD(topic, text) numberWord(NumberTopic::topic, text),
#include "core/inspect/detectors/number_words.def"
#undef GATEHOUSE_WORD
});

bool isAscii(char c)
{
    return static_cast<unsigned char>(c) < 0x80;
}

/// Three letters as one number below kHeads; words of two count as three.
constexpr std::size_t kHeads = 4096;

std::size_t headOf(std::string_view word)
{
    const auto letter = [&](std::size_t at) {
        return at < word.size()
            ? static_cast<std::size_t>(static_cast<unsigned char>(ascii::toLower(word[at])))
            : 0;
    };
    return (letter(0) * 131 + letter(1) * 31 + letter(2) * 7) % kHeads;
}

/// False for most words that say nothing.
bool mayBeKnown(std::string_view word)
{
    static const auto kKnown = [] {
        std::bitset<kHeads> heads;
        for (const auto& known : kNumberWords)
            heads.set(headOf(known.text));
        return heads;
    }();
    return kKnown[headOf(word)];
}

/// The words by the byte that they begin with.
const std::vector<NumberWord>& wordsFrom(char first)
{
    static const auto kWords = [] {
        std::array<std::vector<NumberWord>, 256> words;
        for (const auto& word : kNumberWords)
            words[static_cast<unsigned char>(word.text.front())].push_back(word);
        return words;
    }();
    return kWords[static_cast<unsigned char>(first)];
}

bool isSameIgnoringCase(std::string_view text, std::string_view lower)
{
    if (text.size() != lower.size())
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (ascii::toLower(text[i]) != lower[i])
            return false;
    }
    return true;
}

bool isWordLetter(char c)
{
    return ascii::isLetter(c) || !isAscii(c);
}

/// The next word of `text` from `at` on, which is moved behind it: letters up to where a capital follows a
/// small one. Empty at the end.
std::string_view nextWord(std::string_view text, std::size_t& at)
{
    while (at < text.size() && !isWordLetter(text[at]))
        ++at;
    const auto begin = at;
    while (at < text.size() && isWordLetter(text[at])) {
        const bool isHump = at > begin && ascii::isLetter(text[at]) && text[at] != ascii::toLower(text[at]) &&
            ascii::isLetter(text[at - 1]) && text[at - 1] == ascii::toLower(text[at - 1]);
        if (isHump)
            break;
        ++at;
    }
    return text.substr(begin, at - begin);
}

NumberTopics topicsIn(std::string_view text)
{
    NumberTopics topics;
    for (std::size_t at = 0; at < text.size();)
        topics.add(topicsOfWord(nextWord(text, at)));
    return topics;
}

std::size_t digitsFrom(std::string_view text, std::size_t at)
{
    std::size_t count = 0;
    while (at + count < text.size() && ascii::isDigit(text[at + count]))
        ++count;
    return count;
}

/// What stands behind the last long number, or before it where that says nothing.
NumberTopics topicsBefore(std::string_view text)
{
    NumberTopics said;
    std::size_t from = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto digits = digitsFrom(text, at);
        if (digits >= kLongNumber) {
            const auto topics = topicsIn(text.substr(from, at - from));
            if (!topics.isEmpty())
                said = topics;
            from = at + digits;
        }
        at += std::max<std::size_t>(digits, 1);
    }
    const auto topics = topicsIn(text.substr(from));
    return topics.isEmpty() ? said : topics;
}

std::string_view textBefore(std::string_view text, std::size_t end)
{
    auto begin = end - std::min(end, kBytesBefore);
    // Not from within a word.
    while (begin > 0 && begin < end && isWordLetter(text[begin - 1]))
        ++begin;
    return text.substr(begin, end - begin);
}

/// To the end of the clause: what comes then is about something else.
std::string_view textBehind(std::string_view text, std::size_t begin)
{
    const auto rest = text.substr(begin, kBytesBehind);
    return rest.substr(0, rest.find_first_of("\n,;:\"0123456789"));
}

} // namespace

NumberTopics topicsOfWord(std::string_view word)
{
    NumberTopics topics;
    if (word.size() < 2)
        return topics;
    if (mayBeKnown(word)) {
        for (const auto& known : wordsFrom(ascii::toLower(word.front()))) {
            const auto head = word.substr(0, known.text.size());
            if ((known.isPrefix || head.size() == word.size()) && isSameIgnoringCase(head, known.text))
                topics.add(known.topic);
        }
    }
    if (std::ranges::all_of(word, isAscii))
        return topics;
    // Scripts without spaces: wherever it stands in the word.
    for (std::size_t at = 0; at < word.size(); ++at) {
        for (const auto& known : wordsFrom(word[at])) {
            if (!isAscii(word[at]) && word.substr(at).starts_with(known.text))
                topics.add(known.topic);
        }
    }
    return topics;
}

NumberTopics topicsNear(const Look& look, const Sighting& sighting, Span place)
{
    if (!sighting.words) {
        const auto begin =
            sighting.mark == Mark::Number ? std::min(place.begin, sighting.number.wordBegin) : place.begin;
        auto topics = topicsIn(look.field.key.substr(0, kBytesBefore));
        topics.add(topicsBefore(textBefore(look.text, begin)));
        sighting.words = topics.bits();
    }
    const NumberTopics topics(*sighting.words);
    return topics.isEmpty() ? topicsIn(textBehind(look.text, place.end)) : topics;
}

} // namespace gatehouse::inspect
