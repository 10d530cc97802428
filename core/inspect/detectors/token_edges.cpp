// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/token_edges.h"

#include <algorithm>
#include <array>
#include <span>

namespace gatehouse::inspect {
namespace {

/// Those of other detectors, as far as their edges go.
constexpr auto kOtherTokens = std::to_array<TokenFormat>({
    {"eyJ", Alphabet::Dotted, 36, 1200, TokenCheck::Random}, // JSON Web Tokens
    {"1//0", Alphabet::Token, 37, 200, TokenCheck::Random},  // Google's refresh tokens
});
constexpr auto kEdgeFormats = [] {
    std::array<TokenFormat, kTokenFormats.size() + kOtherTokens.size()> all{};
    std::ranges::copy(kOtherTokens, std::ranges::copy(kTokenFormats, all.begin()).out);
    return all;
}();
constexpr std::size_t kFarthestBack = 1'300; // the longest token

/// The formats by two bytes of their prefix, so that at most places none has to be compared.
class FormatsByPair {
public:
    enum class Pair : std::uint8_t { First, Last };

    constexpr explicit FormatsByPair(Pair pair)
    {
        std::array<std::uint8_t, kBuckets> counts{};
        for (const auto& format : kEdgeFormats)
            ++counts[bucketOf(format, pair)];
        for (std::size_t i = 0; i < kBuckets; ++i)
            m_begins[i + 1] = static_cast<std::uint8_t>(m_begins[i] + counts[i]);
        auto next = m_begins;
        for (std::size_t i = 0; i < kEdgeFormats.size(); ++i)
            m_formats[next[bucketOf(kEdgeFormats[i], pair)]++] = static_cast<std::uint8_t>(i);
    }
    std::span<const std::uint8_t> at(char first, char second) const
    {
        const auto bucket = bucketOf(first, second);
        return {m_formats.data() + m_begins[bucket], m_formats.data() + m_begins[bucket + 1]};
    }

private:
    static constexpr std::size_t kBuckets = 1024;
    static_assert(kEdgeFormats.size() < 256);

    static constexpr std::size_t bucketOf(char first, char second)
    {
        return (static_cast<unsigned char>(first) * 37U + static_cast<unsigned char>(second) * 5U) % kBuckets;
    }
    static constexpr std::size_t bucketOf(const TokenFormat& format, Pair pair)
    {
        const auto prefix = format.prefix;
        const auto at = pair == Pair::First ? 0 : prefix.size() - 2;
        return bucketOf(prefix[at], prefix[at + 1]);
    }

    std::array<std::uint8_t, kBuckets + 1> m_begins{};
    std::array<std::uint8_t, kEdgeFormats.size()> m_formats{};
};

constexpr FormatsByPair kByFirst(FormatsByPair::Pair::First);
constexpr FormatsByPair kByLast(FormatsByPair::Pair::Last);

constexpr std::size_t kEnough = 96; // letters to judge by, so that long ones cost no more

std::string_view sampleOf(std::string_view secret)
{
    return secret.substr(0, kEnough);
}

bool isNumber(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool isOfAlphabet(std::string_view text, Alphabet alphabet)
{
    return takeWhile(text, alphabet).size() == text.size();
}

// The shapes of shaped_tokens.cpp whose letters could be taken for another token's.

/// 8274619350:AA…
bool isBotTokenStart(std::string_view text)
{
    const auto digits = text.substr(0, 11).find(':');
    return digits != std::string_view::npos && digits >= 8 && digits <= 10 &&
        isNumber(text.substr(0, digits)) && text.substr(digits + 1, 2) == "AA";
}

/// …-us12
bool isMailchimpStart(std::string_view text)
{
    constexpr std::size_t kDigits = 32;
    return text.size() > kDigits && text.substr(kDigits, 3) == "-us" &&
        isOfAlphabet(text.substr(0, kDigits), Alphabet::LowerHex);
}

/// abc8Q~…
bool isClientSecretStart(std::string_view text)
{
    return text.size() > 5 && isOfAlphabet(text.substr(0, 3), Alphabet::Dotted) &&
        isNumber(text.substr(3, 1)) && text.substr(4, 2) == "Q~";
}

/// Addresses and armour follow a token where a line's end was lost, and begin with its letters.
bool isOtherStart(std::string_view text)
{
    return text.starts_with("https://") || text.starts_with("http://") || text.starts_with("-----BEGIN ") ||
        isBotTokenStart(text) || isMailchimpStart(text) || isClientSecretStart(text);
}

/// True where a token without a prefix ends with `text`.
bool isShapedEnd(std::string_view text)
{
    const auto behind = [text](std::size_t letters) { return text.substr(text.size() - letters); };
    for (std::size_t letters = 34; letters <= 36 && letters + 10 <= text.size(); ++letters) {
        const auto from = text.size() - letters - 1;
        if (text[from] == ':' && behind(letters).starts_with("AA") && isNumber(text.substr(from - 8, 8)))
            return true;
    }
    for (std::size_t letters = 31; letters <= 34 && letters + 6 <= text.size(); ++letters) {
        if (isClientSecretStart(behind(letters + 6)))
            return true;
    }
    for (std::size_t letters = 4; letters <= 5 && letters + 32 <= text.size(); ++letters) {
        if (isMailchimpStart(behind(letters + 32)) && isNumber(behind(letters - 3)))
            return true;
    }
    return false;
}

/// True where a token of one of the formats ends with `text`. Goes back letter by letter, and keeps which
/// alphabets all of those behind are of.
bool isFormatEnd(std::string_view text)
{
    constexpr int kMostTries =
        4; // of what has a token's prefix and length: a text that is made of them would cost much
    unsigned alphabets = ~0U;
    int tries = 0;
    const auto farthest = text.size() > kFarthestBack ? text.size() - kFarthestBack : 0;
    for (auto begin = text.size(); begin > farthest + 1; --begin) {
        for (const auto index : kByLast.at(text[begin - 2], text[begin - 1])) {
            const auto& format = kEdgeFormats[index];
            const auto letters = text.size() - begin;
            if (letters < format.fewest || letters > format.most ||
                (alphabets >> static_cast<unsigned>(format.alphabet) & 1U) == 0 ||
                !text.substr(0, begin).ends_with(format.prefix))
                continue;
            if (looksDrawn(format, sampleOf(text.substr(begin))))
                return true;
            if (++tries == kMostTries)
                return false;
        }
        alphabets &= kAlphabetsOfByte[static_cast<unsigned char>(text[begin - 1])];
        if (alphabets == 0)
            return false;
    }
    return false;
}

enum class Start : std::uint8_t { None, PrefixAlone, Token };

Start formatStart(std::string_view text)
{
    auto start = Start::None;
    if (text.size() < 2)
        return start;
    for (const auto index : kByFirst.at(text[0], text[1])) {
        const auto& format = kEdgeFormats[index];
        if (!text.starts_with(format.prefix))
            continue;
        start = Start::PrefixAlone;
        const auto most = std::max(format.fewest, std::min(format.most, kEnough));
        const auto secret = takeWhile(text.substr(format.prefix.size(), most), format.alphabet);
        if (secret.size() >= format.fewest && looksDrawn(format, sampleOf(secret)))
            return Start::Token;
    }
    return start;
}

} // namespace

bool mayStartToken(std::string_view text, std::size_t begin)
{
    const auto before = text.substr(0, begin);
    return startsToken(text, begin) || isFormatEnd(before) || isShapedEnd(before);
}

bool isTokenStart(std::string_view text)
{
    return formatStart(text) == Start::Token || isOtherStart(text);
}

std::size_t lettersBeforeToken(std::string_view text, std::size_t fewest, std::size_t most)
{
    constexpr int kMostTries = 16; // as above
    int tries = 0;
    if (text.size() <= fewest)
        return 0;
    for (auto count = std::min(most, text.size() - 1); count >= fewest && tries < kMostTries; --count) {
        const auto behind = text.substr(count);
        const auto start = formatStart(behind);
        if (start == Start::Token || isOtherStart(behind))
            return count;
        if (count == 0)
            break;
        tries += start == Start::PrefixAlone ? 1 : 0;
    }
    return 0;
}

std::size_t lettersOfToken(std::string_view text, std::size_t letters, std::size_t fewest, std::size_t most)
{
    if (letters < fewest)
        return 0;
    return letters <= most ? letters : lettersBeforeToken(text, fewest, most);
}

} // namespace gatehouse::inspect
