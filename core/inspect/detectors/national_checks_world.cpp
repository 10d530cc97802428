// SPDX-License-Identifier: Apache-2.0
// The numbers of countries outside Europe.
#include "core/inspect/ascii.h"
#include "core/inspect/detectors/check_digits.h"
#include "core/inspect/detectors/national_checks.h"

#include <array>

namespace gatehouse::inspect::national {
namespace {

bool isOneDigit(std::string_view digits)
{
    return digits.find_first_not_of(digits[0]) == std::string_view::npos;
}

/// Brazil's two check digits: weights that fall to 2, ten counts as nought.
int brazilianDigit(std::string_view digits, int highest)
{
    int sum = 0;
    int weight = 2;
    for (auto at = digits.size(); at-- > 0; weight = weight == highest ? 2 : weight + 1)
        sum += digitAt(digits, at) * weight;
    const int rest = sum % 11;
    return rest < 2 ? 0 : 11 - rest;
}

bool hasBrazilianDigits(std::string_view digits, int highest)
{
    const auto size = digits.size();
    return !isOneDigit(digits) &&
        brazilianDigit(digits.substr(0, size - 2), highest) == digitAt(digits, size - 2) &&
        brazilianDigit(digits.substr(0, size - 1), highest) == digitAt(digits, size - 1);
}

} // namespace

bool isUsSocialSecurity(std::string_view id)
{
    const auto area = id.substr(0, 3);
    // Used in advertisements, and so void.
    const bool isVoid = id == "078051120" || id == "219099999" || id == "123456789";
    return area != "000" && area != "666" && area[0] != '9' && id.substr(3, 2) != "00" &&
        id.substr(5) != "0000" && !isVoid && !isOneDigit(id);
}

bool isUsTaxpayer(std::string_view id)
{
    const int group = pairAt(id, 3);
    return id[0] == '9' &&
        ((group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group != 93));
}

bool isCanadian(std::string_view id)
{
    return id[0] != '0' && id[0] != '8' && hasLuhn(id) && !isOneDigit(id);
}

bool isMexican(std::string_view id)
{
    // Ñ stands between N and O, so letters behind it count one more.
    int sum = 0;
    for (std::size_t i = 0; i < 17; ++i) {
        const char c = id[i];
        const int value = ascii::isDigit(c) ? c - '0' : c - 'A' + 10 + (c > 'N' ? 1 : 0);
        sum += value * (18 - static_cast<int>(i));
    }
    return (id[10] == 'H' || id[10] == 'M' || id[10] == 'X') &&
        isDay(pairAt(id, 4), pairAt(id, 6), pairAt(id, 8)) && (10 - sum % 10) % 10 == digitAt(id, 17);
}

bool isBrazilianPerson(std::string_view id)
{
    constexpr int kNoLimit = 99;
    return hasBrazilianDigits(id, kNoLimit);
}

bool isBrazilianFirm(std::string_view id)
{
    return hasBrazilianDigits(id, 9);
}

bool isArgentine(std::string_view id)
{
    constexpr std::array kWeights{5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
    const int kind = pairAt(id, 0);
    const bool isKind =
        kind == 20 || kind == 23 || kind == 24 || kind == 27 || kind == 30 || kind == 33 || kind == 34;
    return isKind && weightedSum(id, kWeights) % 11 == 0;
}

bool isChilean(std::string_view id)
{
    int sum = 0;
    int weight = 2;
    for (auto at = id.size() - 1; at-- > 0; weight = weight == 7 ? 2 : weight + 1)
        sum += digitAt(id, at) * weight;
    const int check = 11 - sum % 11;
    return id.back() ==
        (check == 11          ? '0'
                : check == 10 ? 'K'
                              : static_cast<char>('0' + check)) &&
        !isOneDigit(id);
}

bool isAustralianTax(std::string_view id)
{
    constexpr std::array kWeights{1, 4, 3, 7, 5, 8, 6, 9, 10};
    return weightedSum(id, kWeights) % 11 == 0 && !isOneDigit(id);
}

bool isAustralianMedicare(std::string_view id)
{
    constexpr std::array kWeights{1, 3, 7, 9, 1, 3, 7, 9};
    return id[0] >= '2' && id[0] <= '6' && id[9] != '0' && weightedSum(id, kWeights) % 10 == digitAt(id, 8);
}

bool isIndianAadhaar(std::string_view id)
{
    return id[0] >= '2' && hasVerhoeff(id) && !isOneDigit(id);
}

bool isIndianPan(std::string_view id)
{
    return ascii::isOneOf("PCHABGJLFT", id[3]);
}

bool isChinese(std::string_view id)
{
    constexpr std::array kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    const int region = pairAt(id, 0);
    const int century = pairAt(id, 6);
    return region >= 11 && region <= 91 && (century == 19 || century == 20) &&
        isDay(pairAt(id, 8), pairAt(id, 10), pairAt(id, 12)) &&
        std::string_view("10X98765432")[static_cast<std::size_t>(weightedSum(id, kWeights) % 11)] == id[17];
}

bool isKorean(std::string_view id)
{
    // Since 2020 the rest is random.
    return id[6] >= '1' && id[6] <= '8' && isDay(pairAt(id, 0), pairAt(id, 2), pairAt(id, 4));
}

bool isJapanese(std::string_view id)
{
    constexpr std::array kWeights{6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    const int rest = weightedSum(id, kWeights) % 11;
    return (rest <= 1 ? 0 : 11 - rest) == digitAt(id, 11) && !isOneDigit(id);
}

bool isTaiwanese(std::string_view id)
{
    // The letters' numbers, in the order in which the districts got them.
    const auto order = std::string_view("ABCDEFGHJKLMNPQRSTUVXYWZIO").find(id[0]);
    constexpr std::array kWeights{8, 7, 6, 5, 4, 3, 2, 1, 1};
    const int district = static_cast<int>(order) + 10;
    return ascii::isOneOf("1289", id[1]) &&
        (district / 10 + district % 10 * 9 + weightedSum(id.substr(1), kWeights)) % 10 == 0;
}

bool isThai(std::string_view id)
{
    constexpr std::array kWeights{13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2};
    return id[0] >= '1' && id[0] <= '8' && (11 - weightedSum(id, kWeights) % 11) % 10 == digitAt(id, 12);
}

bool isSingaporean(std::string_view id)
{
    constexpr std::array kWeights{2, 7, 6, 5, 4, 3, 2};
    const auto sum = weightedSum(id.substr(1), kWeights);
    const auto letterOf = [](std::string_view letters, int value) {
        return letters[static_cast<std::size_t>(value % 11)];
    };
    switch (id[0]) {
    case 'S':
        return letterOf("JZIHGFEDCBA", sum) == id[8];
    case 'T':
        return letterOf("JZIHGFEDCBA", sum + 4) == id[8];
    case 'F':
        return letterOf("XWUTRQPNMLK", sum) == id[8];
    case 'G':
        return letterOf("XWUTRQPNMLK", sum + 4) == id[8];
    case 'M':
        return letterOf("KLJNPQRTUWX", 10 - (sum + 3) % 11) == id[8];
    default:
        return false;
    }
}

bool isMalaysian(std::string_view id)
{
    const int place = pairAt(id, 6);
    return isDay(pairAt(id, 0), pairAt(id, 2), pairAt(id, 4)) && place >= 1 && place != 17 && place != 18 &&
        place != 19 && place != 20;
}

bool isSouthAfrican(std::string_view id)
{
    return id[10] <= '2' && isDay(pairAt(id, 0), pairAt(id, 2), pairAt(id, 4)) && hasLuhn(id);
}

bool isIsraeli(std::string_view id)
{
    return hasLuhn(id) && !isOneDigit(id);
}

} // namespace gatehouse::inspect::national
