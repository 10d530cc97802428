// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/phone_formats.h"

#include "core/inspect/detectors/check_digits.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace gatehouse::inspect {
namespace {

struct CallingCode {
    std::string_view code;
    std::size_t fewest;
    std::size_t most;
};

constexpr auto kCallingCodes = std::to_array<CallingCode>({
#define GATEHOUSE_CALLING_CODE(code, fewest, most) {code, fewest, most},
#include "core/inspect/detectors/calling_codes.def"
#undef GATEHOUSE_CALLING_CODE
});

/// The code that three digits begin with, the longest; counted from 1, 0 for none.
constexpr auto kCodeOfDigits = [] {
    std::array<std::uint8_t, 1000> codes{};
    std::array<std::size_t, 1000> sizes{};
    for (std::size_t i = 0; i < kCallingCodes.size(); ++i) {
        const auto& code = kCallingCodes[i].code;
        std::size_t first = 0;
        for (const char c : code)
            first = first * 10 + static_cast<std::size_t>(c - '0');
        std::size_t count = 1;
        for (auto n = code.size(); n < 3; ++n) {
            first *= 10;
            count *= 10;
        }
        for (auto digits = first; digits < first + count; ++digits) {
            if (code.size() > sizes[digits]) {
                sizes[digits] = code.size();
                codes[digits] = static_cast<std::uint8_t>(i + 1);
            }
        }
    }
    return codes;
}();
static_assert(kCallingCodes.size() < 256);

const CallingCode* callingCodeOf(std::string_view digits)
{
    if (digits.size() < 3)
        return nullptr;
    const auto code = kCodeOfDigits[static_cast<std::size_t>(pairAt(digits, 0) * 10 + digitAt(digits, 2))];
    return code == 0 ? nullptr : &kCallingCodes[code - 1];
}

/// North America: neither the area nor the exchange begins with 0 or 1.
bool isNorthAmerican(std::string_view ten)
{
    return ten.size() == 10 && ten[0] >= '2' && ten[3] >= '2';
}

bool hasSizes(std::span<const DigitRun::Group> groups, std::initializer_list<std::size_t> sizes)
{
    return std::ranges::equal(groups, sizes, {}, [](const DigitRun::Group& group) { return group.size; });
}

/// The digits behind the calling code, or behind 00 and it.
bool hasCallingCode(std::string_view digits)
{
    const auto* const code = callingCodeOf(digits);
    if (code == nullptr)
        return false;
    auto national = digits.substr(code->code.size());
    if (code->code == "1")
        return isNorthAmerican(national);
    // "(0)" is written though it is not dialled; Italy's zeros are.
    if (national.starts_with('0') && national.size() > code->fewest)
        national.remove_prefix(1);
    return national.size() >= code->fewest && national.size() <= code->most;
}

/// 212-555-2368, 1-212-555-2368, (212) 555-2368.
bool isNorthAmericanForm(const PhoneText& phone)
{
    auto groups = phone.run.allGroups();
    auto digits = phone.run.digitText();
    if (groups.size() == 4 && digits[0] == '1' && groups[0].size == 1) {
        groups = groups.subspan(1);
        digits.remove_prefix(1);
    }
    if (!hasSizes(groups, {3, 3, 4}) || !isNorthAmerican(digits) || groups[2].separator == '/')
        return false;
    const bool hasParenthesis =
        phone.isInParentheses || groups[1].separator == DigitRun::kSeveral || groups[1].separator == ')';
    return hasParenthesis ||
        (groups[1].separator != ' ' && groups[1].separator != '/' &&
            groups[1].separator == groups[2].separator);
}

/// 06 12 34 56 78: pairs behind the zero of France.
bool isPairForm(const DigitRun& run)
{
    return run.digits[0] == '0' && run.digits[1] != '0' && hasSizes(run.allGroups(), {2, 2, 2, 2, 2}) &&
        run.evenGroups() == 5 && run.groups[1].separator != '/';
}

/// 020 7946 0958, 0151-2345678, (030) 1234567: the zero that is dialled for another area, and spaces or
/// dashes.
bool isTrunkForm(const PhoneText& phone)
{
    const auto& run = phone.run;
    const auto groups = run.allGroups();
    if (run.digits[0] != '0' || run.digits[1] == '0' || run.digitCount < 9 || run.digitCount > 12 ||
        groups.size() < 2 || groups.size() > 5 ||
        hasSizes(groups, {3, 2, 4})) // those are US numbers of persons
        return false;
    const bool hasParenthesis = phone.isInParentheses;
    const bool isZeroAlone = groups[0].size == 1 && groups[1].separator == DigitRun::kSeveral; // 0 (532)
    const bool isArea = (groups[0].size >= 3 && groups[0].size <= 5) || isZeroAlone;
    const bool isEven =
        run.evenGroups() == groups.size() && (groups[1].separator == ' ' || groups[1].separator == '-');
    const bool areGroups = std::ranges::all_of(
        groups.subspan(1), [](const DigitRun::Group& group) { return group.size >= 2 && group.size <= 8; });
    return isArea && areGroups && (isEven || hasParenthesis || isZeroAlone);
}

/// 14.07.1985.
bool endsWithYear(const DigitRun& run)
{
    if (run.groupCount != 3 || run.groups[0].size > 2 || run.groups[1].size > 2 || run.groups[2].size != 4)
        return false;
    const char century = run.digits[std::size_t{run.groups[0].size} + run.groups[1].size];
    return century == '1' || century == '2';
}

} // namespace

bool isInternational(const PhoneText& phone)
{
    return phone.run.digitCount >= 8 && hasCallingCode(phone.run.digitText());
}

bool isDistinct(const PhoneText& phone)
{
    const auto& run = phone.run;
    if (run.digitCount < kFewestPhoneDigits || run.digitCount > kMostPhoneDigits || run.groupCount < 2)
        return false;
    const bool isDialledAbroad = run.digitText().starts_with("00") && run.digitCount >= 11 &&
        run.groups[1].separator != '.' && hasCallingCode(run.digitText().substr(2));
    return isNorthAmericanForm(phone) || isPairForm(run) || isTrunkForm(phone) || isDialledAbroad;
}

bool mayBeSpoken(const PhoneText& phone)
{
    const auto& run = phone.run;
    const auto digits = run.digitText();
    const bool isOneDigit = digits.find_first_not_of(digits[0]) == std::string_view::npos;
    const bool isList = run.groupCount > 6;
    return run.digitCount >= kFewestPhoneDigits && run.digitCount <= kMostPhoneDigits && !isOneDigit &&
        !isList;
}

bool isOtherNumber(const DigitRun& run)
{
    const auto groups = run.allGroups();
    const auto digits = run.digitText();
    const bool isFraction = groups.size() == 2 && groups[1].separator == '.';
    const bool isCompactDate = groups[0].size == 8 &&
        (digits.starts_with("19") || digits.starts_with("20")) &&
        isDay(0, pairAt(digits, 4), pairAt(digits, 6));
    const bool isPath = groups.size() > 1 && groups[1].separator == '/' && groups.size() != 2;
    return isFraction || isCompactDate || isPath || beginsWithDate(run) || endsWithYear(run);
}

} // namespace gatehouse::inspect
