// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/digit_run.h"

#include "core/inspect/ascii.h"
#include "core/inspect/detectors/check_digits.h"
#include "core/inspect/digit_block.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kLongestPrefix = 16; // letters in front of a word's first digit
constexpr unsigned kMostSigns = 3;         // between two groups

// A run and what tells that it ends fit into one block; most fit into a short one.
constexpr unsigned kShortBlock = 16;
constexpr unsigned kBlockBytes = 64;
static_assert(DigitRun::kMostDigits + (DigitRun::kMostGroups + 1) * kMostSigns < kBlockBytes);

/// How many signs from `place` on separate two groups; 0 where none do. Two spaces are two columns, a dot or
/// slash and a space two sentences.
unsigned signsBetween(const char* bytes, const DigitBlock& block, unsigned place)
{
    const auto separators = block.separators >> place;
    if ((separators & 1) == 0)
        return 0;
    const auto count = static_cast<unsigned>(std::countr_one(separators));
    if (count > kMostSigns || (block.digits >> (place + count) & 1) == 0)
        return 0;
    if (count == 1)
        return 1;
    const std::string_view signs(bytes + place, count);
    const bool isDoubled =
        signs.find_first_of("./") != std::string_view::npos || signs.find("  ") != std::string_view::npos;
    return isDoubled ? 0 : count;
}

/// False where there is no room for all of it.
bool addGroup(const char* bytes, unsigned place, unsigned size, char separator, DigitRun& run)
{
    if (run.groupCount == DigitRun::kMostGroups)
        return false;
    const auto taken = std::min<std::size_t>(size, DigitRun::kMostDigits - run.digitCount);
    run.groups[run.groupCount++] = {
        static_cast<std::uint8_t>(place), static_cast<std::uint8_t>(taken), separator};
    for (std::size_t i = 0; i < taken; ++i)
        run.digits[run.digitCount++] = bytes[place + i];
    return taken == size;
}

/// `block`: of the bytes, as far as they are known.
void addGroups(const char* bytes, const DigitBlock& block, DigitRun& run)
{
    // The first may be as long as there is room, and is nearly always the only one.
    const auto first = static_cast<unsigned>(std::countr_one(block.digits));
    run.digitCount = std::min<std::size_t>(first, DigitRun::kMostDigits);
    run.groupCount = 1;
    run.groups[0] = {0, static_cast<std::uint8_t>(run.digitCount), '\0'};
    run.isLonger = run.digitCount < first;
    auto place = first;
    while (!run.isLonger) {
        const auto signs = signsBetween(bytes, block, place);
        if (signs == 0)
            return;
        const char separator = signs > 1 ? DigitRun::kSeveral : bytes[place];
        place += signs;
        const auto size = static_cast<unsigned>(std::countr_one(block.digits >> place));
        run.isLonger = !addGroup(bytes, place, size, separator, run);
        place += size;
    }
}

/// Of 64 bytes.
void addGroups(const char* bytes, DigitRun& run)
{
    std::memcpy(run.digits.data(), bytes, run.digits.size());
    addGroups(bytes, DigitBlock::read<kBlockBytes>(bytes), run);
}

/// False where it does not end within a short block.
bool addFewGroups(const char* bytes, DigitRun& run)
{
    const auto block = DigitBlock::read<kShortBlock>(bytes);
    if (std::countr_one(block.digits | block.separators) == kShortBlock)
        return false;
    std::memcpy(run.digits.data(), bytes, kShortBlock);
    addGroups(bytes, block, run);
    return true;
}

} // namespace

std::size_t DigitRun::evenGroups() const
{
    std::size_t count = 1;
    while (count < groupCount && groups[count].separator == groups[1].separator)
        ++count;
    return count;
}

std::string_view DigitRun::digitsOf(std::size_t count) const
{
    std::size_t size = 0;
    for (const auto& group : allGroups().first(count))
        size += group.size;
    return digitText().substr(0, size);
}

bool beginsWithDate(const DigitRun& run)
{
    if (run.groupCount < 3 || run.groups[0].size != 4 || run.groups[1].size != 2 || run.groups[2].size != 2)
        return false;
    const auto digits = run.digitText();
    return isDay(0, pairAt(digits, 4), pairAt(digits, 6));
}

std::size_t wordBeginAt(std::string_view text, std::size_t at)
{
    auto begin = at;
    while (begin > 0 && at - begin < kLongestPrefix && ascii::isWordByte(text[begin - 1]))
        --begin;
    return begin;
}

void readDigitRun(std::string_view text, std::size_t at, std::size_t wordBegin, DigitRun& run)
{
    run.first = at;
    run.wordBegin = wordBegin;
    const auto* const bytes = text.data() + at;
    const auto left = text.size() - at;
    if (left >= kShortBlock && addFewGroups(bytes, run))
        return;
    if (left >= kBlockBytes) {
        addGroups(bytes, run);
        return;
    }
    std::array<char, kBlockBytes> tail{};
    std::memcpy(tail.data(), bytes, left);
    addGroups(tail.data(), run);
}

} // namespace gatehouse::inspect
