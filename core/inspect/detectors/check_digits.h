// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace gatehouse::inspect {

// Check digits that many numbers use. `digits` holds digits of ASCII alone unless something else is said.

inline int digitAt(std::string_view digits, std::size_t at)
{
    return digits[at] - '0';
}

/// Two digits as a number.
inline int pairAt(std::string_view digits, std::size_t at)
{
    return digitAt(digits, at) * 10 + digitAt(digits, at + 1);
}

/// Luhn (ISO/IEC 7812-1): every second digit from the right doubled, the sum a multiple of ten.
bool hasLuhn(std::string_view digits);
/// ISO 7064 mod 97-10 of digits and capitals (A is 10 … Z is 35): the remainder, which is 1 where it is
/// right.
int remainder97(std::string_view lettersAndDigits);
/// ISO 7064 mod 11,10: a hybrid, of pure digits.
bool hasIso11And10(std::string_view digits);
/// Verhoeff's, by the group of the pentagon.
bool hasVerhoeff(std::string_view digits);
/// The digits times their weights. As many weights as are given.
int weightedSum(std::string_view digits, std::span<const int> weights);
/// Weights 3 and 1 from the right but the last (EAN-13), the sum a multiple of ten.
bool hasEan(std::string_view digits);

/// A day that there can be: year of two or four digits is not looked at but for February.
bool isDay(int year, int month, int day);

} // namespace gatehouse::inspect
