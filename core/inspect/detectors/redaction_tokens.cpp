// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector.h"
#include "core/inspect/token_vault.h"

#include <algorithm>
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
        static const std::array<Pattern, 3> kPatterns{{{" #[0-9a-f]{8}\\xE2\\x80\\xBA", false},
            {"#[0-9a-f]{8}\\\\{1,8}u203a", true}, {"(#|%23)[0-9a-f]{8}%e2%80%ba", true}}};
        return kPatterns;
    }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const override
    {
        constexpr std::size_t kLongest = 128;
        const auto from = end < kLongest ? 0 : end - kLongest;
        const auto begin = beginOf(look.text.substr(from, end - from), pattern);
        if (begin != std::string_view::npos &&
            !digitsOfToken(look.text.substr(from + begin, end - from - begin)).empty())
            sink.found(0, {from + begin, end}, Confidence::High);
    }

private:
    /// Of the last opening bracket of the pattern's kind.
    static std::size_t beginOf(std::string_view text, std::size_t pattern)
    {
        if (pattern == 0)
            return text.rfind("\xE2\x80\xB9");
        if (pattern == 2)
            return std::max(text.rfind("%E2%80%B9") + 1, text.rfind("%e2%80%b9") + 1) - 1; // npos is -1
        auto begin = text.rfind("u2039");
        while (begin != std::string_view::npos && begin > 0 && text[begin - 1] == '\\')
            --begin;
        return begin;
    }
};

std::span<const Sample> RedactionTokensDetector::samples() const
{
    static const std::array<Sample, 6> kSamples{
        {{"use ‹github-token #0a1b2c3d› here", "redaction-token"}, {"‹quoted› in French, #0a1b2c3d", ""},
            {"issue #01234567›", ""}, {R"({"key":"\u2039github-token #0a1b2c3d\u203A"})", "redaction-token"},
            {"https://a.example/?k=%E2%80%B9github-token%20%230a1b2c3d%E2%80%BA", "redaction-token"},
            {R"(\u2039quoted\u203a, #0a1b2c3d)", ""}}};
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeRedactionTokensDetector();
std::unique_ptr<const Detector> makeRedactionTokensDetector()
{
    return std::make_unique<RedactionTokensDetector>();
}

} // namespace gatehouse::inspect
