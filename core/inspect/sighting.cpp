// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/sighting.h"

#include "core/inspect/ascii.h"
#include "core/inspect/number_edges.h"

#include <array>

namespace gatehouse::inspect {
namespace {

/// Of what is one word with letters in it: an IBAN and a date with its time ("19850714T000000123456Z") may be
/// longer, a phone's number with its extension ("212555236800000ext123456") is as long.
constexpr std::size_t kLongestNumberWord = 24;

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
    while (end < text.size() && end - run.wordBegin <= kLongestNumberWord && ascii::isWordByte(text[end]))
        ++end;
    return end - run.wordBegin > kLongestNumberWord;
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

/// "+(", which a phone's number may follow.
bool followsOpenPlus(std::string_view text, std::size_t begin)
{
    return begin >= 2 && text[begin - 1] == '(' && text[begin - 2] == '+';
}

/// Where the word begins that the number is, or nothing where no number may begin there.
std::optional<std::size_t> wordOfNumber(std::string_view text, std::size_t at)
{
    if (at == 0 || kEndsWords[static_cast<unsigned char>(text[at - 1])])
        return at;
    const bool isValue = text[at - 1] == ':' && at > 1 && text[at - 2] == '"'; // of JSON
    if (isValue || text[at - 1] == '+')
        return at;
    const auto begin = wordBeginAt(text, at);
    return beginsNumber(text, begin) ? std::optional(begin) : std::nullopt;
}

NumberKind kindOf(std::string_view text, const DigitRun& run)
{
    constexpr std::size_t kMany = 12;
    if (run.lettersInFront() > 0)
        return NumberKind::Lettered;
    if (run.begin() > 0 && text[run.begin() - 1] == '+')
        return NumberKind::Dialled;
    const bool isMany = run.digitCount >= kMany;
    if (run.groupCount > 1 && !followsOpenPlus(text, run.begin()) && beginsWithDate(run))
        return NumberKind::Date;
    if (run.groupCount > 1)
        return isMany ? NumberKind::ManyInGroups : NumberKind::Groups;
    return run.digitCount == 8 ? NumberKind::Eight : isMany ? NumberKind::Many : NumberKind::Few;
}

bool isOfUse(std::string_view text, const Sighting& sighting)
{
    constexpr std::size_t kFewestDigits = 6;
    const auto& run = sighting.number;
    if (sighting.kind == NumberKind::Lettered)
        return !isHash(text, run);
    const bool isFraction = run.groupCount == 2 && run.groups[1].separator == '.' &&
        sighting.kind != NumberKind::Dialled && !followsOpenPlus(text, run.begin());
    return run.digitCount >= kFewestDigits && !isFraction && !isHash(text, run);
}

} // namespace

bool sightingAt(std::string_view text, Mark mark, std::size_t at, Sighting& sighting)
{
    sighting.mark = mark;
    sighting.at = at;
    if (mark != Mark::Number)
        return true;
    const auto word = wordOfNumber(text, at);
    if (!word)
        return false;
    readDigitRun(text, at, *word, sighting.number);
    sighting.kind = kindOf(text, sighting.number);
    return isOfUse(text, sighting);
}

} // namespace gatehouse::inspect
