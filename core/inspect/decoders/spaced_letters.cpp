// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/spaced_letters.h"

#include "core/inspect/decoders/decoders.h"

namespace gatehouse::inspect {
namespace {

bool isSpacing(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/// Behind the blanks at `at`; more than a few part no words.
std::size_t behindSpacing(std::string_view text, std::size_t at)
{
    constexpr std::size_t kMost = 8;
    const auto last = at + kMost < text.size() ? at + kMost : text.size();
    while (at < last && isSpacing(text[at]))
        ++at;
    return at;
}

/// True where one letter stands, and behind it what parts them, or the end.
bool isAlone(std::string_view text, std::size_t at, char separator)
{
    if (at >= text.size() || isSpacing(text[at]) || text[at] == separator)
        return false;
    return at + 1 == text.size() || text[at + 1] == separator || isSpacing(text[at + 1]);
}

} // namespace

std::size_t readSpacedLetters(std::string_view text, std::size_t at, char separator, std::string* out)
{
    auto end = at;
    while (isAlone(text, at, separator)) {
        if (out != nullptr)
            out->push_back(text[at]);
        end = at + 1;
        const bool goesOn = end < text.size() && text[end] == separator && isAlone(text, end + 1, separator);
        const auto next = goesOn ? end + 1 : behindSpacing(text, end);
        if (!goesOn && (next == end || !isAlone(text, next, separator)))
            break;
        if (!goesOn && out != nullptr)
            out->push_back(' ');
        at = next;
    }
    return end;
}

std::size_t spacedLettersBefore(std::string_view text, std::size_t at, std::size_t from)
{
    constexpr std::size_t kNear = 64;
    const char separator = text[at + 1];
    const auto first = at > from + kNear ? at - kNear : from;
    for (auto begin = at;;) {
        auto end = begin; // behind the letter before
        while (end > first && (isSpacing(text[end - 1]) || (end == begin && text[end - 1] == separator)))
            --end;
        const bool isLetter = end > first && end < begin && isAlone(text, end - 1, separator) &&
            (end - 1 == first || isSpacing(text[end - 2]) || text[end - 2] == separator);
        if (!isLetter)
            return begin;
        begin = end - 1;
    }
}

/// All of the run is one piece: nobody replaces single letters.
std::size_t decodeSpacedLettersRun(std::string_view run, std::size_t offset, DecodedText& out)
{
    // The first letter may be a word of its own: most letters have the separator behind them.
    constexpr std::size_t kLooked = 16;
    char separator = ' ';
    for (std::size_t at = 1; at < run.size() && at < kLooked && separator == ' '; at += 2)
        separator = isSpacing(run[at]) ? ' ' : run[at];
    std::string letters;
    const auto end = readSpacedLetters(run, 0, separator, &letters);
    out.replace(letters, {offset, offset + end});
    return end == 0 ? run.size() : end;
}

} // namespace gatehouse::inspect
