// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace gatehouse::inspect {

/// A number as people write it: digits in groups, with a sign or two between them: "020 7946 0958",
/// "(0)151-1234567", "4111-1111-1111-1111". Small, and not cleared: one is made for each number of a text.
struct DigitRun {
    static constexpr std::size_t kMostDigits = 24;
    static constexpr std::size_t kMostGroups = 8;
    /// Between groups stands more than one sign: ") ", "-(".
    static constexpr char kSeveral = '\1';

    struct Group {
        std::uint8_t offset; ///< from the first digit
        std::uint8_t size;
        char separator; ///< before it; 0 before the first
    };

    std::size_t wordBegin = 0; ///< before the first digit where letters stand in front of it: X1234567L
    std::size_t first = 0;     ///< digit, in the text
    bool isLonger = false;     ///< digits or groups go on beyond what is kept
    std::size_t groupCount = 0;
    std::size_t digitCount = 0;
    std::array<Group, kMostGroups> groups; ///< what stands behind groupCount means nothing
    std::array<char, kMostDigits> digits;  ///< and behind digitCount

    std::size_t begin() const { return first; }
    std::size_t end() const { return endOf(groupCount - 1); }
    std::size_t endOf(std::size_t group) const { return first + groups[group].offset + groups[group].size; }
    std::size_t lettersInFront() const { return first - wordBegin; }
    std::string_view digitText() const { return {digits.data(), digitCount}; }
    std::span<const Group> allGroups() const { return std::span(groups).first(groupCount); }
    /// How many groups from the first on have one and the same sign between them.
    std::size_t evenGroups() const;
    /// The digits of so many groups.
    std::string_view digitsOf(std::size_t count) const;
};

/// Where the letters begin that stand in front of a word's first digit; not more than some.
std::size_t wordBeginAt(std::string_view text, std::size_t at);

/// "2017-03-14": a year of four digits, a month and a day that there are.
bool beginsWithDate(const DigitRun& run);

/// `at`: of the first digit, `wordBegin`: of its word. Looks at a bounded part of the text. `run` is empty
/// before.
void readDigitRun(std::string_view text, std::size_t at, std::size_t wordBegin, DigitRun& run);

} // namespace gatehouse::inspect
