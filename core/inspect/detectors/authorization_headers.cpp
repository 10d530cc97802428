// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector.h"
#include "core/inspect/detectors/base64.h"
#include "core/inspect/detectors/secret_values.h"
#include "core/inspect/detectors/token_text.h"

#include <algorithm>
#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

constexpr std::array<Rule, 2> kAuthorizationRules{{{"bearer-token", Family::Secret, Severity::High,
                                                       "A bearer token of an Authorization header"},
    {"basic-credentials", Family::Secret, Severity::High, "User and password of an Authorization header"}}};
constexpr std::size_t kHeaderPatternLetters = 8; // of the credentials

/// What an HTTP client sends to say who it is (RFC 6750, RFC 7617).
class AuthorizationHeadersDetector final : public Detector {
public:
    std::string_view id() const override { return "authorization-headers"; }
    std::span<const Rule> rules() const override { return kAuthorizationRules; }
    std::span<const Pattern> patterns() const override
    {
        static const std::array<Pattern, 2> kPatterns{
            {{"bearer [A-Za-z0-9._~+\\/-]{8}", true}, {"basic [A-Za-z0-9+\\/]{8}", true}}};
        return kPatterns;
    }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const override
    {
        constexpr std::size_t kLongest = 4096;
        const auto begin = end - kHeaderPatternLetters;
        const auto rest = look.text.substr(begin, kLongest);
        std::size_t size = 0;
        while (size < rest.size() && (isOf(Alphabet::Dotted, rest[size]) || isOneOf("~+/=", rest[size])))
            ++size;
        const auto credentials = rest.substr(0, size);
        const bool isRight = pattern == 0 ? isBearerToken(credentials) : isUserAndPassword(credentials);
        if (isRight)
            sink.found(pattern, {begin, begin + size}, Confidence::High);
    }

private:
    static bool isOneOf(std::string_view set, char c) { return set.find(c) != std::string_view::npos; }
    static bool isBearerToken(std::string_view text)
    {
        constexpr std::size_t kFewest = 16;
        const bool hasDigit = std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; });
        return text.size() >= kFewest && hasDigit && entropyOf(text) > 3 && looksRandom(text) &&
            !isPlaceholderValue(text);
    }
    static bool isUserAndPassword(std::string_view text)
    {
        const auto decoded = decodeBase64(text);
        if (!decoded)
            return false;
        const auto colon = decoded->find(':');
        const bool isText = std::ranges::all_of(*decoded, [](char c) { return c >= 0x20 && c < 0x7F; });
        return isText && colon != std::string::npos && colon > 0 && decoded->size() - colon > 3 &&
            !isPlaceholderValue(std::string_view(*decoded).substr(colon + 1));
    }
};

std::span<const Sample> AuthorizationHeadersDetector::samples() const
{
    static const std::array<Sample, 7> kSamples{
        {{"Authorization: Bearer q7Rz2LxV9mKt4WbY8cHn3JpD", "bearer-token"},
            {"curl -H 'authorization: basic aWRhOmh1bnRlcjIh' x", "basic-credentials"},
            {"Authorization: Bearer YOUR_TOKEN_HERE_1", ""}, {"Authorization: Bearer <token>", ""},
            {"the bearer authentication scheme is described in 6750", ""},
            {"basic functionality of the program", ""}, {"Bearer ${GITHUB_TOKEN}", ""}}};
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeAuthorizationHeadersDetector();
std::unique_ptr<const Detector> makeAuthorizationHeadersDetector()
{
    return std::make_unique<AuthorizationHeadersDetector>();
}

} // namespace gatehouse::inspect
