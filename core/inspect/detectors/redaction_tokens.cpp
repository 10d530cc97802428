// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector.h"
#include "core/inspect/token_vault.h"

#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

constexpr std::array<Rule, 1> kRedactionTokenRules{
    {{"redaction-token", Family::Protocol, Severity::Note, "A token that stands for something redacted"}}};

/// What TokenVault makes, wherever it comes back.
class RedactionTokensDetector final : public Detector {
public:
    std::string_view id() const override { return "redaction-tokens"; }
    std::span<const Rule> rules() const override { return kRedactionTokenRules; }
    std::span<const Pattern> patterns() const override
    {
        static const std::array<Pattern, 1> kPatterns{{{" #[0-9a-f]{8}\\xE2\\x80\\xBA", false}}};
        return kPatterns;
    }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t, std::size_t end, FindingSink& sink) const override
    {
        constexpr std::size_t kLongest = 96;
        const auto from = end < kLongest ? 0 : end - kLongest;
        const auto begin = look.text.substr(from, end - from).rfind("\xE2\x80\xB9");
        if (begin != std::string_view::npos &&
            !digitsOfToken(look.text.substr(from + begin, end - from - begin)).empty())
            sink.found(0, {from + begin, end}, Confidence::High);
    }
};

std::span<const Sample> RedactionTokensDetector::samples() const
{
    static const std::array<Sample, 3> kSamples{{{"use ‹github-token #0a1b2c3d› here", "redaction-token"},
        {"‹quoted› in French, #0a1b2c3d", ""}, {"issue #01234567›", ""}}};
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeRedactionTokensDetector();
std::unique_ptr<const Detector> makeRedactionTokensDetector()
{
    return std::make_unique<RedactionTokensDetector>();
}

} // namespace gatehouse::inspect
