// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/digit_run.h"

#include "core/inspect/ascii.h"

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kLongestPrefix = 16; // letters in front of a word's first digit

bool isSeparator(char c)
{
    switch (c) {
    case ' ':
    case '-':
    case '.':
    case '/':
    case '(':
    case ')':
        return true;
    default:
        return false;
    }
}

/// How many bytes from `at` separate two groups; 0 where none do. Two spaces are two columns, a dot or slash
/// and a space two sentences.
std::size_t separatorAt(std::string_view text, std::size_t at)
{
    constexpr std::size_t kMostSigns = 3;
    std::size_t count = 0;
    while (count <= kMostSigns && at + count < text.size() && isSeparator(text[at + count]))
        ++count;
    if (count == 0 || count > kMostSigns || at + count == text.size() || !ascii::isDigit(text[at + count]))
        return 0;
    if (count == 1)
        return 1;
    const auto separator = text.substr(at, count);
    const bool isDoubled = separator.find_first_of("./") != std::string_view::npos ||
        separator.find("  ") != std::string_view::npos;
    return isDoubled ? 0 : count;
}

/// False where there is no room for all of them.
bool addGroup(std::string_view text, std::size_t at, char separator, DigitRun& run)
{
    if (run.groupCount == DigitRun::kMostGroups)
        return false;
    auto& group = run.groups[run.groupCount++];
    group = {{at, at}, separator};
    for (; group.place.end < text.size() && ascii::isDigit(text[group.place.end]); ++group.place.end) {
        if (run.digitCount == DigitRun::kMostDigits)
            return false;
        run.digits[run.digitCount++] = text[group.place.end];
    }
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
        size += group.place.size();
    return digitText().substr(0, size);
}

DigitRun readDigitRun(std::string_view text, std::size_t at)
{
    DigitRun run;
    run.wordBegin = at;
    while (run.wordBegin > 0 && at - run.wordBegin < kLongestPrefix &&
        ascii::isWordByte(text[run.wordBegin - 1]))
        --run.wordBegin;
    std::size_t separatorBytes = 0;
    do {
        const char separator = separatorBytes > 1 ? DigitRun::kSeveral : text[at - separatorBytes];
        if (!addGroup(text, at, run.groupCount == 0 ? '\0' : separator, run)) {
            run.isLonger = true;
            break;
        }
        separatorBytes = separatorAt(text, run.end());
        at = run.end() + separatorBytes;
    } while (separatorBytes > 0);
    return run;
}

} // namespace gatehouse::inspect
