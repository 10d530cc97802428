// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector.h"
#include "core/inspect/detectors/token_text.h"

#include <array>
#include <memory>
#include <vector>

namespace gatehouse::inspect {
namespace {

enum class TokenCheck { Random, Crc32 };

struct TokenFormat {
    std::string_view prefix;
    Alphabet alphabet;
    std::size_t fewest;
    std::size_t most;
    TokenCheck check;
};

constexpr auto kTokenFormats = std::to_array<TokenFormat>({
#define GATEHOUSE_TOKEN(id, prefix, alphabet, fewest, most, check, sentence)                                 \
    {prefix, Alphabet::alphabet, fewest, most, TokenCheck::check},
#include "core/inspect/detectors/provider_tokens.def"
#undef GATEHOUSE_TOKEN
});

constexpr auto kTokenRules = std::to_array<Rule>({
#define GATEHOUSE_TOKEN(id, prefix, alphabet, fewest, most, check, sentence)                                 \
    {id, Family::Secret, Severity::High, sentence},
#include "core/inspect/detectors/provider_tokens.def"
#undef GATEHOUSE_TOKEN
});

constexpr std::size_t kPatternLetters =
    6; // behind the prefix: short enough for every format, too long for chance

class ProviderTokensDetector final : public Detector {
public:
    ProviderTokensDetector()
    {
        for (const auto& format : kTokenFormats)
            m_patterns.push_back({quoted(format.prefix) + classOf(format.alphabet) + "{" +
                    std::to_string(kPatternLetters) + "}",
                false});
    }

    std::string_view id() const override { return "provider-tokens"; }
    std::span<const Rule> rules() const override { return kTokenRules; }
    std::span<const Pattern> patterns() const override { return m_patterns; }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const override
    {
        const auto& format = kTokenFormats[pattern];
        const auto begin = end - kPatternLetters - format.prefix.size();
        if (!startsToken(look.text, begin))
            return;
        const auto secret =
            takeWhile(look.text.substr(begin + format.prefix.size(), format.most + 1), format.alphabet);
        if (secret.size() < format.fewest || secret.size() > format.most || !looksRandom(secret))
            return;
        const bool isCertain = format.check == TokenCheck::Crc32 && hasBase62Crc32(secret);
        sink.found(pattern, {begin, begin + format.prefix.size() + secret.size()},
            isCertain || format.check == TokenCheck::Random ? Confidence::High : Confidence::Medium);
    }

private:
    std::vector<Pattern> m_patterns;
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

std::unique_ptr<const Detector> makeProviderTokensDetector();
std::unique_ptr<const Detector> makeProviderTokensDetector()
{
    return std::make_unique<ProviderTokensDetector>();
}

} // namespace gatehouse::inspect
