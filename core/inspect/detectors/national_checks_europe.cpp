// SPDX-License-Identifier: Apache-2.0
// The numbers of European countries and Turkey.
#include "core/inspect/ascii.h"
#include "core/inspect/detectors/check_digits.h"
#include "core/inspect/detectors/national_checks.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace gatehouse::inspect::national {
namespace {

bool isSameDigit(std::string_view digits)
{
    return digits.find_first_not_of(digits[0]) == std::string_view::npos;
}

/// DDMMYY at `at`.
bool hasDayFirst(std::string_view id, std::size_t at = 0)
{
    return isDay(pairAt(id, at + 4), pairAt(id, at + 2), pairAt(id, at));
}

/// YYMMDD at `at`, with something added to the month.
bool hasYearFirst(std::string_view id, std::size_t at = 0, int addedToMonth = 0)
{
    return isDay(pairAt(id, at), pairAt(id, at + 2) - addedToMonth, pairAt(id, at + 4));
}

std::int64_t numberOf(std::string_view digits)
{
    std::int64_t number = 0;
    for (const char c : digits)
        number = number * 10 + (c - '0');
    return number;
}

/// Germany's: each product's digits are added, the weights go 1, 2 or 2, 1.
int sumOfDigits(int product)
{
    return product / 10 + product % 10;
}

/// A letter as the two digits of its place in the alphabet.
std::string withLetterAsDigits(std::string_view id, std::size_t at)
{
    const int place = id[at] - 'A' + 1;
    std::string out(id.substr(0, at));
    out += static_cast<char>('0' + place / 10);
    out += static_cast<char>('0' + place % 10);
    return out += id.substr(at + 1);
}

constexpr std::string_view kSpanishLetters = "TRWAGMYFPDXBNJZSQVHLCKE";

bool hasSpanishLetter(std::string_view digits, char letter)
{
    return kSpanishLetters[static_cast<std::size_t>(numberOf(digits) % 23)] == letter;
}

} // namespace

bool isUkInsurance(std::string_view id)
{
    constexpr std::array<std::string_view, 7> kNotGiven{"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"};
    return !ascii::isOneOf("DFIQUV", id[0]) && !ascii::isOneOf("DFIOQUV", id[1]) &&
        std::ranges::find(kNotGiven, id.substr(0, 2)) == kNotGiven.end() && id[8] <= 'D';
}

bool isUkHealth(std::string_view id)
{
    constexpr std::array kWeights{10, 9, 8, 7, 6, 5, 4, 3, 2};
    return (11 - weightedSum(id, kWeights) % 11) % 11 == digitAt(id, 9) && !isSameDigit(id);
}

bool isGermanTax(std::string_view id)
{
    // Among the first ten one digit stands twice or three times, the others once at most.
    std::array<int, 10> counts{};
    for (const char c : id.substr(0, 10))
        ++counts[static_cast<std::size_t>(c - '0')];
    const auto repeated = std::ranges::count_if(counts, [](int count) { return count > 1; });
    return id[0] != '0' && repeated == 1 && *std::ranges::max_element(counts) <= 3 && hasIso11And10(id);
}

bool isGermanSocialSecurity(std::string_view id)
{
    constexpr std::array kWeights{2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1};
    const auto digits = withLetterAsDigits(id, 8);
    int sum = 0;
    for (std::size_t i = 0; i < kWeights.size(); ++i)
        sum += sumOfDigits(digitAt(digits, i) * kWeights[i]);
    const int day = pairAt(id, 2);
    return isDay(0, pairAt(id, 4), day > 50 ? day - 50 : day) && sum % 10 == digitAt(id, 11);
}

bool isGermanHealth(std::string_view id)
{
    const auto digits = withLetterAsDigits(id, 0);
    int sum = 0;
    for (std::size_t i = 0; i < 10; ++i)
        sum += sumOfDigits(digitAt(digits, i) * (i % 2 == 0 ? 1 : 2));
    return sum % 10 == digitAt(id, 9);
}

bool isFrench(std::string_view id)
{
    std::string digits(id);
    if (!ascii::isDigit(id[6])) { // Corsica's 2A and 2B count as 19 and 18
        if (id[5] != '2' || (id[6] != 'A' && id[6] != 'B'))
            return false;
        digits[5] = '1';
        digits[6] = id[6] == 'A' ? '9' : '8';
    }
    const int month = pairAt(id, 3);
    const bool isMonth = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
    const auto number = numberOf(std::string_view(digits).substr(0, 13));
    return ascii::isOneOf("123478", id[0]) && isMonth && 97 - number % 97 == pairAt(id, 13);
}

bool isSpanishDni(std::string_view id)
{
    return hasSpanishLetter(id.substr(0, 8), id[8]) && !isSameDigit(id.substr(0, 8));
}

bool isSpanishNie(std::string_view id)
{
    if (!ascii::isOneOf("XYZ", id[0]))
        return false;
    const auto digits = std::string(1, static_cast<char>('0' + (id[0] - 'X'))) + std::string(id.substr(1, 7));
    return hasSpanishLetter(digits, id[8]);
}

bool isItalian(std::string_view id)
{
    // Of characters in odd places (counted from 1): 0 and A to 9 and J, then K to Z.
    constexpr std::array kOdd{
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
    int sum = 0;
    for (std::size_t i = 0; i < 15; ++i) {
        const int value = ascii::isDigit(id[i]) ? id[i] - '0' : id[i] - 'A';
        sum += i % 2 == 0 ? kOdd[static_cast<std::size_t>(value)] : value;
    }
    const int day = pairAt(id, 9);
    return ascii::isOneOf("ABCDEHLMPRST", id[8]) && (day > 40 ? day - 40 : day) >= 1 &&
        (day > 40 ? day - 40 : day) <= 31 && sum % 26 == id[15] - 'A';
}

bool isDutch(std::string_view id)
{
    constexpr std::array kWeights{9, 8, 7, 6, 5, 4, 3, 2, -1};
    return weightedSum(id, kWeights) % 11 == 0 && !isSameDigit(id);
}

bool isBelgian(std::string_view id)
{
    const auto born = numberOf(id.substr(0, 9));
    const int check = pairAt(id, 9);
    constexpr std::int64_t kSince2000 = 2'000'000'000;
    const int month = pairAt(id, 2) % 20; // +20 and +40 of those who are not registered
    return month <= 12 && pairAt(id, 4) <= 31 &&
        (97 - born % 97 == check || 97 - (born + kSince2000) % 97 == check);
}

bool isSwedish(std::string_view id)
{
    const int day = pairAt(id, 4);
    return isDay(pairAt(id, 0), pairAt(id, 2), day > 60 ? day - 60 : day) && hasLuhn(id);
}

bool isSwedishLong(std::string_view id)
{
    return (id.starts_with("19") || id.starts_with("20")) && isSwedish(id.substr(2));
}

bool isNorwegian(std::string_view id)
{
    constexpr std::array kFirst{3, 7, 6, 1, 8, 9, 4, 5, 2, 1};
    constexpr std::array kSecond{5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
    const int day = pairAt(id, 0) % 40; // +40 of those who only stay
    return isDay(pairAt(id, 4), pairAt(id, 2) % 40, day) && weightedSum(id, kFirst) % 11 == 0 &&
        weightedSum(id, kSecond) % 11 == 0;
}

bool isDanish(std::string_view id)
{
    // Since 2007 numbers need not have a check digit.
    return hasDayFirst(id);
}

bool isFinnish(std::string_view id)
{
    const auto number = numberOf(std::string(id.substr(0, 6)) + std::string(id.substr(6, 3)));
    return hasDayFirst(id) && numberOf(id.substr(6, 3)) >= 2 &&
        std::string_view("0123456789ABCDEFHJKLMNPRSTUVWXY")[static_cast<std::size_t>(number % 31)] == id[9];
}

bool isIcelandic(std::string_view id)
{
    constexpr std::array kWeights{3, 2, 7, 6, 5, 4, 3, 2, 1};
    return hasDayFirst(id) && weightedSum(id, kWeights) % 11 == 0 && ascii::isOneOf("890", id[9]);
}

bool isPolish(std::string_view id)
{
    constexpr std::array kWeights{1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1};
    return hasYearFirst(id, 0, pairAt(id, 2) / 20 * 20) && weightedSum(id, kWeights) % 10 == 0;
}

bool isPortuguese(std::string_view id)
{
    constexpr std::array kWeights{9, 8, 7, 6, 5, 4, 3, 2};
    const int rest = weightedSum(id, kWeights) % 11;
    return ascii::isOneOf("1235689", id[0]) && (rest < 2 ? 0 : 11 - rest) == digitAt(id, 8) &&
        !isSameDigit(id);
}

bool isSwiss(std::string_view id)
{
    return id.starts_with("756") && hasEan(id);
}

bool isAustrian(std::string_view id)
{
    constexpr std::array kWeights{3, 7, 9, -1, 5, 8, 4, 2, 1, 6};
    const int month = pairAt(id, 6);
    return id[0] != '0' && pairAt(id, 4) >= 1 && pairAt(id, 4) <= 31 && month >= 1 && month <= 15 &&
        weightedSum(id, kWeights) % 11 == 0;
}

bool isIrish(std::string_view id)
{
    constexpr std::array kWeights{8, 7, 6, 5, 4, 3, 2};
    const int second = id.size() > 8 && id[8] != 'W' ? id[8] - 'A' + 1 : 0;
    const int rest = (weightedSum(id, kWeights) + second * 9) % 23;
    return id[7] == (rest == 0 ? 'W' : static_cast<char>('A' + rest - 1)) &&
        (id.size() < 9 || id[8] <= 'I' || id[8] == 'W');
}

bool isRomanian(std::string_view id)
{
    constexpr std::array kWeights{2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9};
    const int rest = weightedSum(id, kWeights) % 11;
    const int district = pairAt(id, 7);
    return id[0] != '0' && hasYearFirst(id, 1) && district >= 1 && district <= 52 &&
        (rest == 10 ? 1 : rest) == digitAt(id, 12);
}

bool isBulgarian(std::string_view id)
{
    constexpr std::array kWeights{2, 4, 8, 5, 10, 9, 7, 3, 6};
    return hasYearFirst(id, 0, pairAt(id, 2) / 20 * 20) &&
        weightedSum(id, kWeights) % 11 % 10 == digitAt(id, 9);
}

bool isCzech(std::string_view id)
{
    int month = pairAt(id, 2) % 50; // women +50; +20 where a day's numbers have run out
    month = month > 20 ? month - 20 : month;
    return isDay(pairAt(id, 0), month, pairAt(id, 4)) && numberOf(id) % 11 == 0;
}

bool isCroatian(std::string_view id)
{
    return hasIso11And10(id) && !isSameDigit(id);
}

bool isGreek(std::string_view id)
{
    return hasDayFirst(id) && hasLuhn(id);
}

bool isBaltic(std::string_view id)
{
    constexpr std::array kFirst{1, 2, 3, 4, 5, 6, 7, 8, 9, 1};
    constexpr std::array kSecond{3, 4, 5, 6, 7, 8, 9, 1, 2, 3};
    int rest = weightedSum(id, kFirst) % 11;
    if (rest == 10)
        rest = weightedSum(id, kSecond) % 11 % 10;
    return id[0] >= '1' && id[0] <= '6' && hasYearFirst(id, 1) && rest == digitAt(id, 10);
}

bool isRussianInsurance(std::string_view id)
{
    constexpr std::array kWeights{9, 8, 7, 6, 5, 4, 3, 2, 1};
    return weightedSum(id, kWeights) % 101 % 100 == pairAt(id, 9) && !isSameDigit(id);
}

bool isRussianTax(std::string_view id)
{
    constexpr std::array kFirst{7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
    constexpr std::array kSecond{3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
    return weightedSum(id, kFirst) % 11 % 10 == digitAt(id, 10) &&
        weightedSum(id, kSecond) % 11 % 10 == digitAt(id, 11) && !isSameDigit(id);
}

bool isTurkish(std::string_view id)
{
    constexpr std::array kTenth{7, -1, 7, -1, 7, -1, 7, -1, 7};
    constexpr std::array kAll{1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    const int tenth = weightedSum(id, kTenth) % 10;
    return id[0] != '0' && (tenth + 10) % 10 == digitAt(id, 9) &&
        weightedSum(id, kAll) % 10 == digitAt(id, 10);
}

} // namespace gatehouse::inspect::national
