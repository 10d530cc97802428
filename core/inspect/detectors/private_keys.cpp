// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector.h"
#include "core/inspect/detectors/token_text.h"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

namespace gatehouse::inspect {
namespace {

constexpr std::array<Rule, 1> kPrivateKeyRules{
    {{"private-key", Family::Secret, Severity::High, "A private key"}}};
constexpr std::string_view kDashes = "-----";
constexpr std::size_t kFewestKeyLetters = 40; // of base64: the shortest keys are 32 bytes
/// Armour of many keys. The next dashes end it all the same, so that many heads cost no more than one.
constexpr std::size_t kLongestKey = std::size_t{1} << 20;

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
        const auto dashes = rest.find(kDashes);
        const auto inside = rest.substr(0, dashes);
        const bool hasFoot = dashes != std::string_view::npos && rest.substr(dashes).starts_with("-----END ");
        const auto body = inside.substr(0, hasFoot ? inside.size() : lettersIn(inside));
        if (countBase64(body) < kFewestKeyLetters)
            return;
        auto to = end + body.size();
        if (hasFoot) {
            const auto close = look.text.substr(to + kDashes.size(), kLongestHead).find(kDashes);
            to += kDashes.size() + (close == std::string_view::npos ? 0 : close + kDashes.size());
        }
        sink.found(0, {from + head, to}, Confidence::High);
    }

private:
    /// Up to the first thing that is neither base64 nor white space, written out or escaped once more. Behind
    /// the head lines may say how the key is encrypted, or with what it was made.
    static std::size_t lettersIn(std::string_view text)
    {
        std::size_t at = 0;
        while (at < text.size()) {
            if (isBase64(text[at]) || isAmongSpaces(text[at]) || text[at] == '\\')
                ++at;
            else if (const auto behind = behindHeaderLine(text, at); behind > at)
                at = behind;
            else
                break;
        }
        return at;
    }
    static bool isAmongSpaces(char c) { return c == '\n' || c == '\r' || c == '\t' || c == ' '; }
    /// `at`: where the line goes on with something else than base64: DEK-Info: AES-256-CBC,0B4F…
    static std::size_t behindHeaderLine(std::string_view text, std::size_t at)
    {
        constexpr std::size_t kLongestLine = 128;
        constexpr std::size_t kLongestName = 24;
        const auto first = at > kLongestName ? at - kLongestName : 0;
        const auto lineBegin = text.substr(first, at - first).find_last_of("\n\\");
        const auto name = first + (lineBegin == std::string_view::npos ? 0 : lineBegin + 1);
        const auto line = text.substr(name, kLongestLine);
        const auto lineEnd = std::min(line.find('\n'), line.size());
        const auto colon = line.substr(0, lineEnd).find(": ");
        // A name has no blanks: that would be prose.
        const bool isHeader = colon != std::string_view::npos && colon > 0 && name + colon >= at &&
            takeWhile(line, Alphabet::Token).size() == colon;
        return isHeader ? name + lineEnd : at;
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
    static const std::string kHeaders = "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,0B4F7D2A91\n";
    static const std::array<Sample, 7> kSamples{{{kBegin + kBody + "-----END RSA PRIVATE KEY-----",
                                                     "private-key"},
        {kBegin + kHeaders + kBody, "private-key"}, {kBegin + "\nsee: the manual of this tool\n", ""},
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
