// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/sighting.h"

#include "core/inspect/ascii.h"
#include "core/inspect/number_edges.h"

#include <array>

namespace gatehouse::inspect {
namespace {

/// Of what is one word with letters in it: an IBAN and a date with its time ("19850714T000000123456Z") may be
/// longer, a phone's number with its extension ("212555236800000ext123456") is as long.
constexpr std::size_t kLongestWord = 24;

bool isHash(std::string_view text, const DigitRun& run)
{
    auto end = run.endOf(0);
    if (end == text.size() || !ascii::isWordByte(text[end]))
        return false;
    const auto letters = run.lettersInFront();
    const bool mayBeIban = letters == 2;
    const bool mayBeTime = letters == 0 && text[end] == 'T';
    if (mayBeIban || mayBeTime)
        return false;
    while (end < text.size() && end - run.wordBegin <= kLongestWord && ascii::isWordByte(text[end]))
        ++end;
    return end - run.wordBegin > kLongestWord;
}

/// What nothing that holds a number together can be: where one may begin without a look around.
constexpr auto kEndsWords = [] {
    std::array<bool, 256> ends{};
    for (std::size_t i = 0; i < ends.size(); ++i) {
        const char c = static_cast<char>(i);
        ends[i] = !ascii::isWordByte(c) && !ascii::isOneOf("@+$%~/.-:", c);
    }
    return ends;
}();

bool mayBeginNumber(std::string_view text, std::size_t at)
{
    if (at == 0 || kEndsWords[static_cast<unsigned char>(text[at - 1])])
        return true;
    const bool isValue = text[at - 1] == ':' && (at == 1 || text[at - 2] == '"'); // of JSON
    return isValue || text[at - 1] == '+' || beginsNumber(text, wordBeginAt(text, at));
}

} // namespace

Sighting::Sighting(std::string_view text, Mark kind, std::size_t place)
    : mark(kind)
    , at(place)
    , followsPlus(place > 0 && text[place - 1] == '+')
    , number(readDigitRun(text, place))
{
}

std::optional<Sighting> sightingAt(std::string_view text, Mark mark, std::size_t at)
{
    constexpr std::size_t kFewestDigits = 6;
    std::optional<Sighting> sighting;
    if (mark != Mark::Number) {
        sighting.emplace();
        sighting->mark = mark;
        sighting->at = at;
    } else if (mayBeginNumber(text, at)) {
        sighting.emplace(text, mark, at);
        const auto& run = sighting->number;
        if ((run.digitCount < kFewestDigits && run.lettersInFront() == 0) || isHash(text, run))
            sighting.reset();
    }
    return sighting;
}

} // namespace gatehouse::inspect
