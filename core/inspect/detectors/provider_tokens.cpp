// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/provider_tokens.h"
#include "core/inspect/detector.h"
#include "core/inspect/detectors/token_edges.h"
#include "core/inspect/detectors/token_formats.h"
#include "core/inspect/detectors/token_text.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace gatehouse::inspect {
namespace {

constexpr auto kTokenRules = std::to_array<Rule>({
#define GATEHOUSE_TOKEN(id, prefix, alphabet, fewest, most, check, sentence)                                 \
    {id, Family::Secret, Severity::High, sentence},
#include "core/inspect/detectors/provider_tokens.def"
#undef GATEHOUSE_TOKEN
});

/// Words joined by dashes are of these alphabets too: sdk-javascript-client. Few tokens have no digit.
bool isJoinedWords(Alphabet alphabet, std::string_view secret)
{
    const bool hasJoints = alphabet == Alphabet::Token || alphabet == Alphabet::TokenEquals ||
        alphabet == Alphabet::Dotted || alphabet == Alphabet::Word;
    return hasJoints && secret.find_first_of("0123456789") == std::string_view::npos;
}

/// How many letters behind the prefix are of this format's token; 0 where there is none.
std::size_t secretSize(const TokenFormat& format, std::string_view rest)
{
    const auto letters = takeWhile(rest.substr(0, format.most + 1), format.alphabet).size();
    if (letters < format.fewest)
        return 0;
    if (letters <= format.most && looksDrawn(format, rest.substr(0, letters)))
        return letters;
    constexpr int kMostTries = 4; // a text that is made of beginnings would cost much
    auto most = std::min(letters, format.most);
    for (int tries = 0; tries < kMostTries; ++tries) {
        const auto before = lettersBeforeToken(rest, format.fewest, most);
        if (before == 0 || looksDrawn(format, rest.substr(0, before)))
            return before;
        most = before - 1;
    }
    return 0;
}

/// A checksum that is right says where the token begins and ends, whatever is around it.
bool hasRightChecksum(const TokenFormat& format, std::string_view rest)
{
    return format.check == TokenCheck::Crc32 && rest.size() >= format.most &&
        hasBase62Crc32(takeWhile(rest.substr(0, format.most), format.alphabet));
}

constexpr std::size_t kPatternLetters =
    6; // behind the prefix: short enough for every format, too long for chance

class ProviderTokensDetector final : public Detector {
public:
    std::string_view id() const override { return "provider-tokens"; }
    std::span<const Rule> rules() const override { return kTokenRules; }
    std::span<const Pattern> patterns() const override
    {
        static const auto kPatterns = makePatterns();
        return kPatterns;
    }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const override
    {
        const auto& format = kTokenFormats[pattern];
        const auto begin = end - kPatternLetters - format.prefix.size();
        const auto rest = look.text.substr(begin + format.prefix.size());
        const bool isCertain = hasRightChecksum(format, rest);
        const auto size = isCertain ? format.most : secretSize(format, rest);
        if (size == 0 || !(isCertain || mayStartToken(look.text, begin)))
            return;
        sink.found(pattern, {begin, begin + format.prefix.size() + size},
            isCertain || format.check == TokenCheck::Random ? Confidence::High : Confidence::Medium);
    }

private:
    static std::vector<Pattern> makePatterns()
    {
        std::vector<Pattern> patterns;
        for (const auto& format : kTokenFormats)
            patterns.push_back({quoted(format.prefix) + classOf(format.alphabet) + "{" +
                std::to_string(kPatternLetters) + "}"});
        return patterns;
    }
};

std::span<const Sample> ProviderTokensDetector::samples() const
{
    // Put together here, so that no scanner of repositories takes this file for a leak.
    static const std::string kLetters = "q7Rz2LxV9mKt4WbY8cHn3JpD6sFg1TqE5uXa";
    static const std::vector<Sample> kSamples{
        {"token ghp" + std::string("_") + kLetters + ".", "github-token"},
        {"AKIA" + std::string("Q7RZ2LXV5MKT4WBY"), "aws-access-key"},
        {"key=sk-ant-" + std::string("api03-") + kLetters + kLetters + kLetters.substr(0, 10),
            "anthropic-key"},
        {"glpat-" + kLetters.substr(0, 20), "gitlab-token"},
        {"AIza" + kLetters.substr(1), "google-api-key"},
        {"ghp_" + std::string(36, 'x'), ""},
        {"ghp_" + kLetters + "more", ""},
        {"the prefix ghp_ alone, or ghp_YOUR_TOKEN_HERE", ""},
        {"my_ghp_" + kLetters, ""},
        {"AKIAIOSFODNN7EXAMPLE", ""},
    };
    return kSamples;
}

} // namespace

bool looksDrawn(const TokenFormat& format, std::string_view secret)
{
    return looksRandom(secret) && !isJoinedWords(format.alphabet, secret);
}

bool isProviderToken(std::string_view text)
{
    return std::ranges::any_of(kTokenFormats, [text](const TokenFormat& format) {
        if (!text.starts_with(format.prefix))
            return false;
        const auto secret = takeWhile(text.substr(format.prefix.size(), format.most + 1), format.alphabet);
        return secret.size() >= format.fewest && secret.size() <= format.most && looksDrawn(format, secret);
    });
}

std::unique_ptr<const Detector> makeProviderTokensDetector();
std::unique_ptr<const Detector> makeProviderTokensDetector()
{
    return std::make_unique<ProviderTokensDetector>();
}

} // namespace gatehouse::inspect
