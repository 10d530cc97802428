// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/compile_patterns/byte_rates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <string>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kClasses = 32;
constexpr std::size_t kBytes = 4; // of a gram

constexpr std::array<std::string_view, kClasses> kPairs{
#define GATEHOUSE_PAIRS(row) row,
#include "core/inspect/compile_patterns/letter_pairs.def"
#undef GATEHOUSE_PAIRS
};

std::size_t classOf(char c)
{
    enum : std::size_t { Digit = 26, Blank, Underscore, Hyphen, OtherAscii, Other };
    if (c >= 'a' && c <= 'z')
        return static_cast<std::size_t>(c - 'a');
    if (c >= 'A' && c <= 'Z')
        return static_cast<std::size_t>(c - 'A');
    if (c >= '0' && c <= '9')
        return Digit;
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r')
        return Blank;
    if (c == '_' || c == '-')
        return c == '_' ? Underscore : Hyphen;
    return static_cast<unsigned char>(c) < 0x80 ? OtherAscii : Other;
}

double pairRate(std::size_t first, std::size_t second)
{
    return std::exp2(kPairs[first][second] - 'a');
}

double classRate(std::size_t first)
{
    double sum = 0;
    for (std::size_t second = 0; second < kClasses; ++second)
        sum += pairRate(first, second);
    return sum;
}

/// As if each byte depended on the one before it alone.
double rowRate(std::string_view row)
{
    double rate = pairRate(classOf(row[0]), classOf(row[1]));
    for (std::size_t i = 1; i + 1 < row.size(); ++i)
        rate *= pairRate(classOf(row[i]), classOf(row[i + 1])) / classRate(classOf(row[i]));
    return rate;
}

/// Grams of which pairs alone say too little: "http" stands in every second line, and none of its pairs is
/// common.
struct CommonGrams {
    unsigned log2Rate;
    std::string_view grams;
};
constexpr auto kCommonGrams = std::to_array<CommonGrams>({
#define GATEHOUSE_GRAMS(log2Rate, grams) {log2Rate, grams},
#include "core/inspect/compile_patterns/common_grams.def"
#undef GATEHOUSE_GRAMS
});

const std::map<std::string_view, double>& commonGrams()
{
    static const auto kGrams = [] {
        std::map<std::string_view, double> grams;
        for (const auto& row : kCommonGrams)
            for (std::size_t at = 0; at + kBytes <= row.grams.size(); at += kBytes)
                grams.emplace(row.grams.substr(at, kBytes), std::exp2(row.log2Rate));
        return grams;
    }();
    return kGrams;
}

double gramRate(std::string_view gram)
{
    std::string small(gram);
    for (auto& c : small)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : classOf(c) == classOf(' ') ? ' ' : c;
    const auto common = commonGrams().find(small);
    return std::max(rowRate(gram), common == commonGrams().end() ? 0.0 : common->second);
}

} // namespace

double byteRate(std::string_view text)
{
    if (text.size() < 2)
        return std::numeric_limits<double>::infinity();
    const auto gram = rarestGram(text);
    return gram ? gramRate(text.substr(*gram, kBytes)) : rowRate(text);
}

std::optional<std::size_t> rarestGram(std::string_view text, std::size_t first, std::size_t step)
{
    std::optional<std::size_t> best;
    for (auto at = first; at + kBytes <= text.size(); at += step) {
        if (!best || gramRate(text.substr(at, kBytes)) < gramRate(text.substr(*best, kBytes)))
            best = at;
    }
    return best;
}

} // namespace gatehouse::inspect
