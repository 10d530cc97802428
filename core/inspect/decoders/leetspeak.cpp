// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/leetspeak.h"

#include "core/inspect/common_words.h"
#include "core/inspect/decoders/decoders.h"

#include <algorithm>
#include <array>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kLongestWord = 24;
constexpr std::size_t kShortWord = 2; // 1s is a second

/// What each byte is read as, asked for every letter of a run; a one is an i here.
constexpr auto kLetters = [] {
    constexpr std::string_view kFrom = "0134578@$!|9";
    constexpr std::string_view kTo = "oieastbasilg";
    std::array<char, 256> letters{};
    for (unsigned byte = 0; byte < letters.size(); ++byte) {
        const auto c = static_cast<char>(byte);
        const auto at = kFrom.find(c);
        letters[byte] = at != std::string_view::npos ? kTo[at]
            : c >= 'A' && c <= 'Z'                   ? static_cast<char>(c | 0x20)
                                                     : c;
    }
    return letters;
}();

char letterOf(char c, char one)
{
    return c == '1' ? one : kLetters[static_cast<unsigned char>(c)];
}

enum PartOfWord : unsigned char { None = 0, Letter = 1, Sign = 2 };

/// What each byte is in a word.
constexpr auto kParts = [] {
    std::array<unsigned char, 256> parts{};
    for (unsigned byte = 0; byte < parts.size(); ++byte) {
        const char letter = kLetters[byte];
        const bool isSign = (byte | 0x20U) < 'a' || (byte | 0x20U) > 'z';
        if (letter >= 'a' && letter <= 'z')
            parts[byte] = isSign ? Sign : Letter;
    }
    return parts;
}();

struct LeetWord {
    std::array<char, kLongestWord> letters{};
    bool isCommon = false;
};

/// A one is an i or an l: what makes a word of it. `word` is of kLongestWord at most.
LeetWord plainWord(std::string_view word)
{
    LeetWord plain;
    for (const char one : {'l', 'i'}) {
        std::ranges::transform(word, plain.letters.begin(), [one](char c) { return letterOf(c, one); });
        plain.isCommon = isCommonWord({plain.letters.data(), word.size()});
        if (plain.isCommon || word.find('1') == std::string_view::npos)
            break;
    }
    return plain;
}

} // namespace

PlainSpeech withoutLeetspeak(std::string_view text)
{
    PlainSpeech speech{std::string(text)};
    for (std::size_t at = 0; at < text.size();) {
        auto end = at;
        unsigned parts = None;
        for (; end < text.size() && kParts[static_cast<unsigned char>(text[end])] != None; ++end)
            parts |= kParts[static_cast<unsigned char>(text[end])];
        const auto word = text.substr(at, end - at);
        const bool hasSigns = (parts & Sign) != 0;
        const bool hasLetters = (parts & Letter) != 0;
        speech.mixedWords += hasSigns && hasLetters && word.size() > kShortWord ? 1 : 0;
        if (hasSigns && word.size() <= kLongestWord) {
            const auto plain = plainWord(word);
            // Numbers stay unless they are a word: 2024, but 4 and 70.
            if (hasLetters || plain.isCommon || word == "4")
                speech.text.replace(at, word.size(), plain.letters.data(), word.size());
            speech.newWords += plain.isCommon && hasLetters && word.size() > kShortWord ? 1 : 0;
        }
        at = end + 1;
    }
    return speech;
}

std::size_t decodeLeetspeakRun(std::string_view run, std::size_t offset, DecodedText& out)
{
    constexpr std::size_t kFewestWords = 2;
    // Ids have digits too, and now and then make a word.
    const auto speech = withoutLeetspeak(run);
    if (speech.newWords >= kFewestWords && 3 * speech.newWords >= speech.mixedWords)
        out.copy(speech.text, offset);
    return run.size();
}

} // namespace gatehouse::inspect
