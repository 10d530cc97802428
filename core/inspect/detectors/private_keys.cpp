// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector.h"
#include "core/inspect/detectors/token_text.h"

#include <array>
#include <memory>
#include <vector>

namespace gatehouse::inspect {
namespace {

constexpr std::array<Rule, 1> kPrivateKeyRules{
    {{"private-key", Family::Secret, Severity::High, "A private key"}}};
constexpr std::string_view kDashes = "-----";
constexpr std::size_t kFewestKeyLetters = 40; // of base64: the shortest keys are 32 bytes
constexpr std::size_t kLongestKey = 16'384;

/// PEM (RFC 7468) and OpenPGP armour; what stands between the lines may have lost its line ends.
class PrivateKeysDetector final : public Detector {
public:
    std::string_view id() const override { return "private-keys"; }
    std::span<const Rule> rules() const override { return kPrivateKeyRules; }
    std::span<const Pattern> patterns() const override
    {
        static const std::array<Pattern, 1> kPatterns{{{"PRIVATE KEY(?: BLOCK)?-----", false}}};
        return kPatterns;
    }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t, std::size_t end, FindingSink& sink) const override
    {
        constexpr std::size_t kLongestHead = 64;
        const auto from = end > kLongestHead ? end - kLongestHead : 0;
        const auto head = look.text.substr(from, end - from).rfind("-----BEGIN ");
        if (head == std::string_view::npos)
            return;
        const auto rest = look.text.substr(end, kLongestKey);
        const auto foot = rest.find("-----END ");
        const auto body = rest.substr(0, foot == std::string_view::npos ? lettersIn(rest) : foot);
        if (countBase64(body) < kFewestKeyLetters)
            return;
        auto to = end + body.size();
        if (foot != std::string_view::npos) {
            const auto close = look.text.find(kDashes, to + kDashes.size());
            to = close == std::string_view::npos ? to : close + kDashes.size();
        }
        sink.found(0, {from + head, to}, Confidence::High);
    }

private:
    /// Up to the first thing that is neither base64 nor white space, written out or escaped once more.
    static std::size_t lettersIn(std::string_view text)
    {
        std::size_t at = 0;
        while (at < text.size() &&
            (isBase64(text[at]) || text[at] == '\n' || text[at] == '\r' || text[at] == ' ' ||
                text[at] == '\\'))
            ++at;
        return at;
    }
    static bool isBase64(char c) { return isOf(Alphabet::Base62, c) || c == '+' || c == '/' || c == '='; }
    static std::size_t countBase64(std::string_view text)
    {
        std::size_t count = 0;
        for (const char c : text)
            count += isBase64(c) ? 1 : 0;
        return count;
    }
};

std::span<const Sample> PrivateKeysDetector::samples() const
{
    static const std::string kBegin = "-----BEGIN RSA " + std::string("PRIVATE KEY-----");
    static const std::string kBody = "\nMIIEowIBAAKCAQEAq7Rz2LxV9mKt4WbY8cHn3JpD6sFg1TqE5uXaB0oNvQ\n";
    static const std::array<Sample, 5> kSamples{{{kBegin + kBody + "-----END RSA PRIVATE KEY-----",
                                                     "private-key"},
        {"key: " + kBegin + kBody, "private-key"}, {kBegin + "\\n...\\n-----END RSA PRIVATE KEY-----", ""},
        {"a file that begins with " + kBegin, ""}, {"-----BEGIN PUBLIC KEY-----" + kBody, ""}}};
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makePrivateKeysDetector();
std::unique_ptr<const Detector> makePrivateKeysDetector()
{
    return std::make_unique<PrivateKeysDetector>();
}

} // namespace gatehouse::inspect
