// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/number_edges.h"

#include "core/inspect/ascii.h"

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kFarthestDigit = 12; // of a neighbouring word

bool wordBeforeHasDigit(std::string_view text, std::size_t end)
{
    for (std::size_t n = 1; n <= kFarthestDigit && n <= end && ascii::isWordByte(text[end - n]); ++n) {
        if (ascii::isDigit(text[end - n]))
            return true;
    }
    return false;
}

bool wordBehindHasDigit(std::string_view text, std::size_t begin)
{
    for (std::size_t n = 0;
         n < kFarthestDigit && begin + n < text.size() && ascii::isWordByte(text[begin + n]); ++n) {
        if (ascii::isDigit(text[begin + n]))
            return true;
    }
    return false;
}

} // namespace

bool beginsNumber(std::string_view text, std::size_t begin)
{
    if (begin == 0)
        return true;
    const char before = text[begin - 1];
    if (ascii::isWordByte(before))
        return false;
    const bool followsWord = begin >= 2 && ascii::isWordByte(text[begin - 2]);
    switch (before) {
    case '@':
    case '+':
    case '$':
    case '%':
    case '~':
        return false;
    case '/':
        return !followsWord;
    case '.':
        return followsWord && !wordBeforeHasDigit(text, begin - 1);
    case '-':
        return followsWord ? !wordBeforeHasDigit(text, begin - 1) : begin < 2 || text[begin - 2] != ' ';
    case ':':
        return !followsWord || !wordBeforeHasDigit(text, begin - 1);
    default:
        return true;
    }
}

bool endsNumber(std::string_view text, std::size_t end)
{
    if (end >= text.size())
        return true;
    const char behind = text[end];
    if (ascii::isWordByte(behind))
        return false;
    const bool precedesWord = end + 1 < text.size() && ascii::isWordByte(text[end + 1]);
    switch (behind) {
    case '@':
    case '%':
    case '+':
    case '~':
        return false;
    case '/':
    case '.':
    case ':':
        return !precedesWord;
    case '-':
        return !precedesWord || !wordBehindHasDigit(text, end + 1);
    default:
        return true;
    }
}

bool isWholeNumber(std::string_view text, Span place, bool hasSpaces)
{
    if (!beginsNumber(text, place.begin) || !endsNumber(text, place.end))
        return false;
    if (!hasSpaces)
        return true;
    const bool isContinued =
        place.end + 1 < text.size() && text[place.end] == ' ' && ascii::isDigit(text[place.end + 1]);
    const bool isContinuation =
        place.begin >= 2 && text[place.begin - 1] == ' ' && ascii::isDigit(text[place.begin - 2]);
    return !isContinued && !isContinuation;
}

} // namespace gatehouse::inspect
