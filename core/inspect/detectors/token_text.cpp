// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/token_text.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cmath>

namespace gatehouse::inspect {
namespace {

bool isDigitOrLetter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

char lowerLetter(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool holdsPlaceholderWord(std::string_view secret)
{
    static constexpr std::array<std::string_view, 14> kWords{"example", "sample", "dummy", "placeholder",
        "changeme", "yourtoken", "your_", "your-", "yourkey", "redacted", "fake", "xxxx", "test_token",
        "notreal"};
    std::string lower(secret);
    std::ranges::transform(lower, lower.begin(), lowerLetter);
    return std::ranges::any_of(
        kWords, [&lower](std::string_view word) { return lower.find(word) != std::string::npos; });
}

std::uint32_t crc32(std::string_view bytes)
{
    constexpr std::uint32_t kPolynomial = 0xEDB88320;
    std::uint32_t crc = 0xFFFFFFFF;
    for (const char byte : bytes) {
        crc ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1U) != 0 ? kPolynomial : 0U);
    }
    return ~crc;
}

} // namespace

std::string classOf(Alphabet alphabet)
{
    switch (alphabet) {
    case Alphabet::Base62:
        return "[A-Za-z0-9]";
    case Alphabet::Word:
        return "[A-Za-z0-9_]";
    case Alphabet::Token:
        return "[A-Za-z0-9_-]";
    case Alphabet::TokenEquals:
        return "[A-Za-z0-9_=-]";
    case Alphabet::Dotted:
        return "[A-Za-z0-9_.-]";
    case Alphabet::Hex:
        return "[0-9A-Fa-f]";
    case Alphabet::LowerHex:
        return "[0-9a-f]";
    case Alphabet::UpperBase32:
        return "[A-Z0-9]";
    }
    return {};
}

std::string quoted(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (!isDigitOrLetter(c))
            out += '\\';
        out += c;
    }
    return out;
}

std::string_view takeWhile(std::string_view text, Alphabet alphabet)
{
    std::size_t count = 0;
    while (count < text.size() && isOf(alphabet, text[count]))
        ++count;
    return text.substr(0, count);
}

bool startsToken(std::string_view text, std::size_t begin)
{
    return begin == 0 || !isOf(Alphabet::Word, text[begin - 1]);
}

bool looksRandom(std::string_view secret)
{
    constexpr std::size_t kLongestRow = 5;
    std::bitset<256> seen;
    std::size_t row = 1;
    std::size_t longestRow = 1;
    for (std::size_t i = 0; i < secret.size(); ++i) {
        seen.set(static_cast<unsigned char>(secret[i]));
        const auto step = i == 0 ? 2 : secret[i] - secret[i - 1];
        row = step == 0 || step == 1 ? row + 1 : 1;
        longestRow = std::max(longestRow, row);
    }
    const auto different = std::min<std::size_t>(8, secret.size() / 2);
    return seen.count() >= different && longestRow <= kLongestRow && !holdsPlaceholderWord(secret);
}

double entropyOf(std::string_view text)
{
    std::array<int, 256> counts{};
    for (const char c : text)
        ++counts[static_cast<unsigned char>(c)];
    double bits = 0;
    for (const int count : counts) {
        if (count > 0)
            bits -= count * std::log2(double(count) / double(text.size()));
    }
    return text.empty() ? 0 : bits / double(text.size());
}

bool hasBase62Crc32(std::string_view secret)
{
    constexpr std::size_t kDigits = 6;
    constexpr std::string_view kBase62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    if (secret.size() <= kDigits)
        return false;
    auto rest = crc32(secret.substr(0, secret.size() - kDigits));
    std::string digits(kDigits, '0');
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, rest /= 62)
        *digit = kBase62[rest % 62];
    return rest == 0 && secret.ends_with(digits);
}

} // namespace gatehouse::inspect
