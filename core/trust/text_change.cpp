// SPDX-License-Identifier: Apache-2.0
#include "core/trust/text_change.h"

#include "core/base/utf8.h"
#include "core/trust/difference.h"
#include "core/trust/word_diff.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace gatehouse::trust {
namespace {

constexpr std::size_t kMaxWordingWords = 6;

enum class Weight { Orders, Acts };

struct DirectiveWord {
    std::string_view word;
    Weight weight;
};

constexpr std::array kDirectiveWords{
#define GATEHOUSE_DIRECTIVE_WORD(word, weight) DirectiveWord{word, Weight::weight},
#include "core/trust/directive_words.def"
#undef GATEHOUSE_DIRECTIVE_WORD
};

bool isWordByte(char c)
{
    const auto lower = static_cast<char>(c | 0x20);
    return (lower >= 'a' && lower <= 'z') || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
}

/// The letters of a word, ASCII in lower case.
std::string lettersOf(std::string_view word)
{
    std::string letters;
    for (const char c : word) {
        if (c >= 'A' && c <= 'Z')
            letters.push_back(static_cast<char>(c | 0x20));
        else if (isWordByte(c))
            letters.push_back(c);
    }
    return letters;
}

/// The weightiest directive word in what stands between two blanks: tags and other marks part words, too.
const DirectiveWord* directiveIn(std::string_view token)
{
    const DirectiveWord* weightiest = nullptr;
    for (std::size_t at = 0; at < token.size();) {
        const auto begin = at;
        while (at < token.size() && isWordByte(token[at]))
            ++at;
        const auto letters = lettersOf(token.substr(begin, at - begin));
        at += at == begin ? 1 : 0;
        const auto* const found = std::find_if(kDirectiveWords.begin(), kDirectiveWords.end(),
            [&](const DirectiveWord& one) { return one.word == letters; });
        if (found != kDirectiveWords.end() && (weightiest == nullptr || found->weight == Weight::Orders))
            weightiest = found;
    }
    return weightiest;
}

bool hidesSomething(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto decoded = base::decodeUtf8(text, at);
        const bool isLayout = text[at] == '\n' || text[at] == '\t' || text[at] == '\r';
        if (decoded.length == 0 || (base::isInvisible(decoded.codePoint) && !isLayout))
            return true;
        at += decoded.length;
    }
    return false;
}

/// Prose that a person reads as it stands: letters of one alphabet and the marks between sentences.
bool isPlainWord(std::string_view word)
{
    constexpr std::string_view kMarks = " \t\r\n.,;:!?()'\"-";
    return std::all_of(word.begin(), word.end(), [&](char c) {
        const bool isAscii = static_cast<unsigned char>(c) < 0x80;
        return isAscii &&
            (isWordByte(c) || (c >= '0' && c <= '9') || kMarks.find(c) != std::string_view::npos);
    });
}

/// Adds, changes or takes away at most one character, or swaps two: a typo put right, or made.
bool isTypoOf(const std::string& left, const std::string& right)
{
    const auto& longer = left.size() >= right.size() ? left : right;
    const auto& shorter = left.size() >= right.size() ? right : left;
    if (longer.size() - shorter.size() > 1 || shorter.size() < 3)
        return false;
    const auto between = differenceOf(shorter, longer);
    return between.left.empty() || (between.left.size() == 1 && between.right.size() == 1) ||
        between.isSwap();
}

/// What the texts do not share.
struct Changed {
    std::vector<std::string_view> gone;
    std::vector<std::string_view> come;
};

Changed changedWords(std::string_view before, std::string_view after)
{
    Changed changed;
    for (const auto& part : diffWords(before, after)) {
        if (part.in == DiffPart::In::Both)
            continue;
        auto& words = part.in == DiffPart::In::Before ? changed.gone : changed.come;
        words.insert(words.end(), part.words.begin(), part.words.end());
    }
    return changed;
}

} // namespace

ChangeKind rateTextChange(std::string_view before, std::string_view after)
{
    const auto changed = changedWords(before, after);
    bool isWording =
        !before.empty() && changed.come.size() <= kMaxWordingWords && changed.gone.size() <= kMaxWordingWords;
    for (const auto word : changed.come) {
        const auto* const directive = directiveIn(word);
        if (hidesSomething(word) || (directive != nullptr && directive->weight == Weight::Orders))
            return ChangeKind::NewInstruction;
        const auto letters = lettersOf(word);
        const bool isTypo = std::any_of(changed.gone.begin(), changed.gone.end(),
            [&](std::string_view gone) { return isTypoOf(lettersOf(gone), letters); });
        isWording = isWording && directive == nullptr && (isTypo || isPlainWord(word));
    }
    // "Never deletes" and "deletes" differ by what is gone.
    isWording = isWording && std::all_of(changed.gone.begin(), changed.gone.end(), [](std::string_view word) {
        return directiveIn(word) == nullptr;
    });
    return isWording ? ChangeKind::Wording : ChangeKind::Text;
}

} // namespace gatehouse::trust
