// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector.h"
#include "core/inspect/detectors/base64.h"
#include "core/inspect/detectors/token_edges.h"
#include "core/inspect/detectors/token_text.h"

#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

constexpr std::array<Rule, 1> kJsonWebTokenRules{
    {{"json-web-token", Family::Secret, Severity::High, "A JSON Web Token"}}};
constexpr std::size_t kJwtPatternLetters = 11; // "eyJ" and eight more
constexpr std::size_t kLongestJwt = 8192;

/// Three parts in base64url (RFC 7519); the first is a JSON object that names its algorithm.
class JsonWebTokensDetector final : public Detector {
public:
    std::string_view id() const override { return "json-web-tokens"; }
    std::span<const Rule> rules() const override { return kJsonWebTokenRules; }
    std::span<const Pattern> patterns() const override
    {
        static const std::array<Pattern, 1> kPatterns{{{"eyJ[A-Za-z0-9_-]{8}", false}}};
        return kPatterns;
    }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t, std::size_t end, FindingSink& sink) const override
    {
        const auto begin = end - kJwtPatternLetters;
        // Part after part, so that a row of beginnings is not gone through again and again.
        const auto rest = look.text.substr(begin, kLongestJwt);
        const auto head = takeWhile(rest, Alphabet::Token);
        if (!goesOnWithDot(rest, head.size()) || !namesAlgorithm(head))
            return;
        const auto body = takeWhile(rest.substr(head.size() + 1), Alphabet::Token);
        const auto bodyEnd = head.size() + 1 + body.size();
        if (!goesOnWithDot(rest, bodyEnd))
            return;
        const auto signature = takeWhile(rest.substr(bodyEnd + 1), Alphabet::Token);
        constexpr std::size_t kFewest = 16;
        if (signature.size() >= kFewest && body.size() > 3 && mayStartToken(look.text, begin))
            sink.found(0, {begin, begin + bodyEnd + 1 + signature.size()}, Confidence::High);
    }

private:
    static bool goesOnWithDot(std::string_view text, std::size_t at)
    {
        return at < text.size() && text[at] == '.';
    }
    static bool namesAlgorithm(std::string_view head)
    {
        const auto text = decodeBase64(head);
        return text && text->starts_with('{') && text->find("\"alg\"") != std::string::npos;
    }
};

std::span<const Sample> JsonWebTokensDetector::samples() const
{
    static const std::string kHead =
        "eyJ" + std::string("hbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"); // {"alg":"HS256","typ":"JWT"}
    static const std::array<Sample, 4> kSamples{
        {{"t=" + kHead + ".eyJzdWIiOiIxIn0.q7Rz2LxV9mKt4WbY8cHn3JpD", "json-web-token"},
            {kHead + ".eyJzdWIiOiIxIn0.", ""}, {kHead, ""},
            {"eyJub3QiOiJhIGhlYWQifQ.abcdef.q7Rz2LxV9mKt4WbY8cHn", ""}}};
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeJsonWebTokensDetector();
std::unique_ptr<const Detector> makeJsonWebTokensDetector()
{
    return std::make_unique<JsonWebTokensDetector>();
}

} // namespace gatehouse::inspect
