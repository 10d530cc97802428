// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/number_words.h"

#include "core/inspect/ascii.h"
#include "core/inspect/word_block.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <span>

namespace gatehouse::inspect {
namespace {

constexpr unsigned kLongNumber = 5; // digits: what words before it say is about that number
constexpr std::size_t kHeadBytes = 3;
constexpr std::size_t kFewestLetters = 2;
constexpr std::size_t kSlots = 2048;
constexpr std::uint64_t kAllSmall = 0x2020202020202020;

static_assert(std::endian::native == std::endian::little, "words are compared as numbers, as they are read");

/// The first bytes of a word as one number, those behind it 0.
constexpr std::uint64_t packed(std::string_view word)
{
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(word.size(), 8); ++i)
        bytes |= std::uint64_t{static_cast<unsigned char>(word[i])} << (8 * i);
    return bytes;
}

constexpr std::uint64_t firstBytes(std::uint64_t bytes, std::size_t count)
{
    return count >= 8 ? bytes : bytes & ((std::uint64_t{1} << (8 * count)) - 1);
}

/// Where the words stand that begin with these three bytes, or are these two.
constexpr std::size_t slotOf(std::uint64_t bytes)
{
    constexpr std::uint32_t kMix = 0x9E3779B1;
    return (static_cast<std::uint32_t>(firstBytes(bytes, kHeadBytes)) * kMix) >> 21;
}
static_assert(kSlots == 1U << (32 - 21));

/// Of small letters the place in the alphabet, 0 where there is none.
constexpr unsigned fourthOf(std::uint64_t bytes)
{
    return static_cast<unsigned>(bytes >> (8 * kHeadBytes)) & 31U;
}

struct NumberWord {
    NumberTopic topic{};
    bool isPrefix = false;
    std::string_view text; // without the star
    std::uint64_t bytes = 0;

    constexpr NumberWord(NumberTopic about, std::string_view written)
        : topic(about)
        , isPrefix(written.back() == '*')
        , text(written.substr(0, written.size() - (isPrefix ? 1 : 0)))
        , bytes(packed(text))
    {
    }

    /// `first`: the word's first bytes in small letters, as many as it has.
    bool isIn(std::uint64_t first, std::string_view word) const
    {
        if (firstBytes(first, text.size()) != bytes ||
            (isPrefix ? word.size() < text.size() : word.size() != text.size()))
            return false;
        for (std::size_t i = 8; i < text.size(); ++i) {
            if (ascii::toLower(word[i]) != text[i])
                return false;
        }
        return true;
    }
};

constexpr auto kNumberWords = [] {
    auto words = std::to_array<NumberWord>({
#define GATEHOUSE_WORD(topic, text) {NumberTopic::topic, text},
#include "core/inspect/detectors/number_words.def"
#undef GATEHOUSE_WORD
    });
    std::ranges::sort(words, {}, [](const NumberWord& word) { return slotOf(word.bytes); });
    return words;
}();

/// Where each slot's words begin: most have none, and so most words of a text are known to say nothing.
constexpr auto kSlotBegins = [] {
    std::array<std::uint16_t, kSlots + 1> begins{};
    for (const auto& word : kNumberWords)
        ++begins[slotOf(word.bytes) + 1];
    for (std::size_t i = 0; i < kSlots; ++i)
        begins[i + 1] = static_cast<std::uint16_t>(begins[i + 1] + begins[i]);
    return begins;
}();

/// A bit for each letter that a slot's words have fourth, the lowest for those that have none or may have
/// any: "created" is known to say nothing though "creditcard" does.
constexpr auto kFourths = [] {
    std::array<std::uint32_t, kSlots> fourths{};
    for (const auto& word : kNumberWords) {
        auto& letters = fourths[slotOf(word.bytes)];
        const bool isShort = word.text.size() <= kHeadBytes;
        letters |= isShort && word.isPrefix ? ~std::uint32_t{0} : 1U << fourthOf(word.bytes);
    }
    return fourths;
}();

/// Which slots have words at all: few enough bits to be at hand when a number comes.
constexpr auto kUsedSlots = [] {
    std::array<std::uint64_t, kSlots / 64> used{};
    for (const auto& word : kNumberWords)
        used[slotOf(word.bytes) / 64] |= std::uint64_t{1} << slotOf(word.bytes) % 64;
    return used;
}();

constexpr bool isUsed(std::size_t slot)
{
    return (kUsedSlots[slot / 64] >> slot % 64 & 1) != 0;
}

/// The words of a slot.
std::span<const NumberWord> wordsOf(std::size_t slot)
{
    return std::span(kNumberWords).subspan(kSlotBegins[slot], kSlotBegins[slot + 1] - kSlotBegins[slot]);
}

bool isAscii(char c)
{
    return static_cast<unsigned char>(c) < 0x80;
}

/// Scripts without spaces: known words that are not of ASCII count wherever they stand in the word.
NumberTopics topicsWithin(std::string_view word)
{
    NumberTopics topics;
    for (std::size_t at = 0; at < word.size(); ++at) {
        if (isAscii(word[at]))
            continue;
        const auto rest = word.substr(at);
        for (const auto& known : wordsOf(slotOf(packed(rest)))) {
            if (rest.starts_with(known.text))
                topics.add(known.topic);
        }
    }
    return topics;
}

/// The words among the last bytes of a block. The highest bit stands for its last byte.
class WordWindow {
public:
    /// Behind a block are so many bytes more, whatever they are.
    static constexpr std::size_t kMoreBytes = 8;

    /// `used`: how many of the last bytes are looked at.
    WordWindow(const char* block, std::size_t used, bool isBegunInWord)
        : m_bytes(block)
        , m_block(block)
        , m_wordBytes(m_block.letters | m_block.others)
    {
        auto skipped = static_cast<unsigned>(WordBlock::kBytes - used);
        m_block.digits &= from(skipped);
        if (isBegunInWord)
            skipped += static_cast<unsigned>(std::countr_one(m_wordBytes >> skipped));
        m_wordBytes &= from(skipped);
    }

    /// Where the long numbers end.
    std::uint64_t longNumbers() const
    {
        auto ends = m_block.digits;
        for (unsigned n = 1; n < kLongNumber; ++n)
            ends &= m_block.digits << n;
        return ends;
    }

    /// What the words behind the last of `numbers` say, or those before it where they say nothing.
    NumberTopics topics(std::uint64_t numbers) const
    {
        NumberTopics topics;
        // Behind what is no letter, and at a capital behind a small one.
        const auto small = m_wordBytes & m_block.letters & ~m_block.capitals;
        const auto all = m_wordBytes & (~(m_wordBytes << 1) | (m_block.capitals & (small << 1)));
        const auto goesOn = m_wordBytes & ~all;
        auto starts = all & (goesOn >> 1); // of two letters at least
        while (starts != 0) {
            const auto at = static_cast<unsigned>(std::bit_width(starts)) - 1;
            const auto bit = std::uint64_t{1} << at;
            starts ^= bit;
            const auto said = topicsAt(at, goesOn >> (at + 1));
            if (said.isEmpty() || isOfI(at))
                continue;
            topics.add(said);
            starts &= from(static_cast<unsigned>(std::bit_width(numbers & (bit - 1))));
        }
        return topics;
    }

private:
    static std::uint64_t from(unsigned bit) { return ~std::uint64_t{0} << bit; }

    /// "iPhone" is a word; "mPhone" is a phone.
    bool isOfI(unsigned at) const
    {
        const bool followsI = at > 0 && (m_wordBytes >> (at - 1) & 1) != 0 && m_bytes[at - 1] == 'i';
        return followsI && (at == 1 || (m_wordBytes >> (at - 2) & 1) == 0);
    }

    /// `goesOn`: bits for the word's other bytes, from the second on.
    NumberTopics topicsAt(unsigned at, std::uint64_t goesOn) const
    {
        std::uint64_t first = 0;
        std::memcpy(&first, m_bytes + at, sizeof first);
        first |= kAllSmall;
        constexpr std::uint64_t kThird = 2;
        constexpr std::uint64_t kFourth = 4;
        const auto head = (goesOn & kThird) == 0 ? firstBytes(first, 2) : first;
        const bool hasFourth = (goesOn & (kThird | kFourth)) == (kThird | kFourth);
        const auto slot = slotOf(head);
        const bool isKnown = isUsed(slot) && (kFourths[slot] >> (hasFourth ? fourthOf(first) : 0) & 1) != 0;
        if (!isKnown && m_block.others == 0)
            return {};
        NumberTopics topics;
        const auto size = static_cast<unsigned>(std::countr_one(goesOn)) + 1;
        const std::string_view word(m_bytes + at, size);
        if ((m_block.others & from(at) & ~from(at + size)) != 0)
            return topicsOfWord(word);
        for (const auto& known : wordsOf(slot)) {
            if (known.isIn(firstBytes(first, size), word))
                topics.add(known.topic);
        }
        return topics;
    }

    const char* m_bytes;
    WordBlock m_block;
    std::uint64_t m_wordBytes;
};

/// A text that is shorter than a window, or at the end of all.
class WindowCopy {
public:
    explicit WindowCopy(std::string_view text)
    {
        std::memcpy(m_bytes.data() + WordBlock::kBytes - text.size(), text.data(), text.size());
    }
    const char* block() const { return m_bytes.data(); }

private:
    std::array<char, WordBlock::kBytes + WordWindow::kMoreBytes> m_bytes{};
};

} // namespace

NumberTopics topicsOfWord(std::string_view word)
{
    NumberTopics topics;
    if (word.size() < kFewestLetters)
        return topics;
    std::array<char, 8> small{};
    std::ranges::transform(word.substr(0, small.size()), small.begin(), ascii::toLower);
    const auto first = packed({small.data(), std::min(word.size(), small.size())});
    for (const auto& known : wordsOf(slotOf(first))) {
        if (known.isIn(first, word))
            topics.add(known.topic);
    }
    topics.add(topicsWithin(word));
    return topics;
}

NumberTopics topicsIn(std::string_view text)
{
    if (text.size() < kFewestLetters)
        return {};
    const WindowCopy copy(text);
    return WordWindow(copy.block(), text.size(), false).topics(0);
}

NumberTopics topicsBefore(std::string_view text, std::size_t end)
{
    const auto used = std::min(end, WordBlock::kBytes);
    const auto begin = end - used;
    const bool isBegunInWord = begin > 0 && (ascii::isLetter(text[begin - 1]) || !isAscii(text[begin - 1]));
    if (used == WordBlock::kBytes && text.size() - end >= WordWindow::kMoreBytes) {
        const WordWindow window(text.data() + begin, used, isBegunInWord);
        return window.topics(window.longNumbers());
    }
    const WindowCopy copy(text.substr(begin, used));
    const WordWindow window(copy.block(), used, isBegunInWord);
    return window.topics(window.longNumbers());
}

} // namespace gatehouse::inspect
