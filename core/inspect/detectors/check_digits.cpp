// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/check_digits.h"

#include "core/inspect/ascii.h"

#include <array>

namespace gatehouse::inspect {

bool hasLuhn(std::string_view digits)
{
    int sum = 0;
    bool isDoubled = false;
    for (auto at = digits.size(); at-- > 0; isDoubled = !isDoubled) {
        const int digit = digitAt(digits, at) * (isDoubled ? 2 : 1);
        sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 == 0;
}

int remainder97(std::string_view lettersAndDigits)
{
    int rest = 0;
    for (const char c : lettersAndDigits)
        rest = ascii::isDigit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
    return rest;
}

bool hasIso11And10(std::string_view digits)
{
    int product = 10;
    for (const char c : digits.substr(0, digits.size() - 1)) {
        const int sum = (product + (c - '0')) % 10;
        product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    return (product + digitAt(digits, digits.size() - 1)) % 10 == 1;
}

bool hasVerhoeff(std::string_view digits)
{
    // Of the symmetries of the pentagon: 0 to 4 turn it, 5 to 9 turn it over too.
    const auto together = [](int left, int right) {
        const bool isTurnedOver = left >= 5;
        const int turn = isTurnedOver ? left % 5 - right % 5 + 5 : left + right % 5;
        return turn % 5 + (isTurnedOver != (right >= 5) ? 5 : 0);
    };
    constexpr std::array<int, 10> kStep{1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
    int check = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        int digit = digitAt(digits, digits.size() - 1 - i);
        for (std::size_t n = 0; n < i % 8; ++n)
            digit = kStep[static_cast<std::size_t>(digit)];
        check = together(check, digit);
    }
    return check == 0;
}

int weightedSum(std::string_view digits, std::span<const int> weights)
{
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        sum += digitAt(digits, i) * weights[i];
    return sum;
}

bool hasEan(std::string_view digits)
{
    int sum = 0;
    int weight = 1;
    for (auto at = digits.size(); at-- > 0; weight = 4 - weight)
        sum += digitAt(digits, at) * weight;
    return sum % 10 == 0;
}

bool isDay(int year, int month, int day)
{
    constexpr std::array<int, 12> kDays{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1 || day > kDays[static_cast<std::size_t>(month - 1)])
        return false;
    return month != 2 || day < 29 || year % 4 == 0;
}

} // namespace gatehouse::inspect
