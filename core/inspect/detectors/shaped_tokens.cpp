// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector.h"
#include "core/inspect/detectors/token_edges.h"
#include "core/inspect/detectors/token_text.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

namespace gatehouse::inspect {
namespace {

constexpr std::array<Rule, 7> kShapedRules{
    {{"telegram-token", Family::Secret, Severity::High, "A Telegram bot token"},
        {"mailchimp-key", Family::Secret, Severity::High, "A Mailchimp key"},
        {"webhook-address", Family::Secret, Severity::High, "A webhook address: who knows it may post"},
        {"azure-signature", Family::Secret, Severity::High, "An Azure shared access signature"},
        {"azure-client-secret", Family::Secret, Severity::High, "An Azure AD client secret"},
        {"google-refresh-token", Family::Secret, Severity::High, "A Google refresh token"},
        {"firebase-key", Family::Secret, Severity::High, "A Firebase cloud messaging key"}}};

/// Letters back from `end` that are of the alphabet, at most `most`.
std::size_t lettersBefore(std::string_view text, std::size_t end, Alphabet alphabet, std::size_t most)
{
    std::size_t count = 0;
    while (count < most && count < end && isOf(alphabet, text[end - 1 - count]))
        ++count;
    return count;
}

/// Letters of the alphabet from `begin` on that are a token's of so many.
std::size_t lettersAt(
    std::string_view text, std::size_t begin, Alphabet alphabet, std::size_t fewest, std::size_t most)
{
    const auto rest = text.substr(begin);
    return lettersOfToken(rest, takeWhile(rest.substr(0, most + 1), alphabet).size(), fewest, most);
}

bool isDigits(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Tokens without a prefix, which their shape and length give away.
class ShapedTokensDetector final : public Detector {
public:
    std::string_view id() const override { return "shaped-tokens"; }
    std::span<const Rule> rules() const override { return kShapedRules; }
    std::span<const Pattern> patterns() const override
    {
        // One for each rule, in their order.
        static const std::array<Pattern, 7> kPatterns{
            {{":AA[A-Za-z0-9_-]{6}", false}, {"[0-9a-f]-us[0-9]", false},
                {"hooks\\.slack\\.com\\/(?:services|workflows|triggers)\\/|discord(?:app)?\\.com\\/api\\/"
                 "webhooks\\/|"
                 "webhook\\.office\\.com\\/webhookb2\\/|hooks\\.zapier\\.com\\/hooks\\/catch\\/"
                 "|api\\.telegram\\.org\\/bot",
                    true},
                {"[?&]sig=", false}, {"[0-9]Q~[A-Za-z0-9_~.-]", false}, {"1\\/\\/0[0-9a-zA-Z]", false},
                {"AAAA[A-Za-z0-9_-]{7}:", false}}};
        return kPatterns;
    }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const override
    {
        using Find = Span (*)(std::string_view, std::size_t);
        static constexpr std::array<Find, 7> kFinders{
            &telegram, &mailchimp, &webhook, &signature, &clientSecret, &refreshToken, &firebase};
        const auto place = kFinders[pattern](look.text, end);
        if (place.end > place.begin && looksRandom(look.text.substr(place.begin, place.end - place.begin)))
            sink.found(pattern, place, Confidence::High);
    }

private:
    /// Eight to ten digits of the bot, a colon, 35 letters that begin with AA.
    static Span telegram(std::string_view text, std::size_t end)
    {
        constexpr std::size_t kAhead = 8; // "AA" and six letters
        const auto colon = end - kAhead - 1;
        const auto token = lettersAt(text, colon + 1, Alphabet::Token, 34, 36);
        const auto digits = token > 0 ? digitsOfBot(text, colon) : 0;
        return digits > 0 ? Span{colon - digits, colon + 1 + token} : Span{};
    }
    /// Hexadecimal digits before them would be a hash's, but for those of another token.
    static std::size_t digitsOfBot(std::string_view text, std::size_t colon)
    {
        const auto digits = lettersBefore(text, colon, Alphabet::Hex, 11);
        if (digits >= 8 && digits <= 10 && isDigits(text.substr(colon - digits, digits)))
            return digits;
        for (std::size_t count = 10; count >= 8; --count) {
            if (count <= digits && isDigits(text.substr(colon - count, count)) &&
                mayStartToken(text, colon - count))
                return count;
        }
        return 0;
    }
    /// 32 hexadecimal digits and the data centre.
    static Span mailchimp(std::string_view text, std::size_t end)
    {
        const auto dash = end - 4;
        constexpr std::size_t kDigits = 32;
        const auto digits = lettersBefore(text, dash, Alphabet::LowerHex, kDigits + 1);
        const auto rest = text.substr(end);
        const auto letters = takeWhile(rest.substr(0, 2), Alphabet::Base62).size();
        // The pattern has one digit of the data centre, and there may be a second one.
        const auto more = lettersOfToken(rest, letters, 0, 1);
        const bool hasEnd = letters <= 1 || more > 0 || isTokenStart(rest);
        const bool hasStart = digits == kDigits || (digits > kDigits && mayStartToken(text, dash - kDigits));
        return hasStart && hasEnd ? Span{dash - kDigits, end + more} : Span{};
    }
    /// The path behind, of three parts at most.
    static Span webhook(std::string_view text, std::size_t end)
    {
        constexpr std::size_t kFewest = 20;
        std::size_t size = 0;
        const auto rest = text.substr(end, 400);
        while (size < rest.size() &&
            (isOf(Alphabet::Dotted, rest[size]) || rest[size] == '/' || rest[size] == '@' ||
                rest[size] == ':'))
            ++size;
        return size >= kFewest ? Span{end, end + size} : Span{};
    }
    static Span signature(std::string_view text, std::size_t end)
    {
        std::size_t size = 0;
        const auto rest = text.substr(end, 128);
        while (size < rest.size() &&
            (isOf(Alphabet::TokenEquals, rest[size]) || rest[size] == '%' || rest[size] == '+' ||
                rest[size] == '/'))
            ++size;
        const auto letters = lettersOfToken(text.substr(end), size, 43, 72);
        return letters > 0 ? Span{end, end + letters} : Span{};
    }
    static bool isSecretLetters(std::string_view text)
    {
        return std::ranges::all_of(text, [](char c) { return isOf(Alphabet::Dotted, c) || c == '~'; });
    }
    /// Three letters, a digit, Q~ and 31 to 34 more.
    static Span clientSecret(std::string_view text, std::size_t end)
    {
        constexpr std::size_t kFront = 3;
        const auto digit = end - 4;
        --end; // of the letters behind the sign one has matched
        if (digit < kFront || !isSecretLetters(text.substr(digit - kFront, kFront)))
            return {};
        const auto begin = digit - kFront;
        std::size_t size = 0;
        const auto rest = text.substr(end, 36);
        while (size < rest.size() && (isOf(Alphabet::Dotted, rest[size]) || rest[size] == '~'))
            ++size;
        const auto letters = lettersOfToken(text.substr(end), size, 31, 34);
        return letters > 0 && mayStartToken(text, begin) ? Span{begin, end + letters} : Span{};
    }
    static Span refreshToken(std::string_view text, std::size_t end)
    {
        const auto begin = end - 5;
        const auto size = takeWhile(text.substr(begin + 3, 200), Alphabet::Token).size();
        return size >= 40 && mayStartToken(text, begin) ? Span{begin, begin + 3 + size} : Span{};
    }
    static Span firebase(std::string_view text, std::size_t end)
    {
        const auto begin = end - 12;
        const auto letters = lettersAt(text, end, Alphabet::Token, 134, 150);
        return letters > 0 && mayStartToken(text, begin) ? Span{begin, end + letters} : Span{};
    }
};

std::span<const Sample> ShapedTokensDetector::samples() const
{
    // Put together here, so that no scanner of repositories takes this file for a leak.
    static const std::string kLetters = "q7Rz2LxV9mKt4WbY8cHn3JpD6sFg1TqE5uXa";
    static const std::vector<Sample> kSamples{
        {"bot 8274619350:" + std::string("AA") + kLetters.substr(0, 33), "telegram-token"},
        {"9f86d081884c7d659a2feaa0c55ad015" + std::string("-us12"), "mailchimp-key"},
        {"https://hooks.slack.com/services/" + std::string("T0Q7RZ2LX/B0V9MKT4W/") + kLetters.substr(0, 24),
            "webhook-address"},
        {"https://a.blob.host.net/c?sv=2020&sig=" + kLetters + "aB3%2Bx%3D", "azure-signature"},
        {"v=q7R8Q~" + kLetters.substr(2), "azure-client-secret"},
        {"1//0g" + kLetters + kLetters, "google-refresh-token"},
        {"time 12:34:56 and a:AAbbccdd", ""},
        {"https://hooks.slack.com/services/T00/B00/x", ""},
        {"AccountKey=<key>", ""},
        {"9f86d081884c7d659a2feaa0c55ad015", ""},
    };
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeShapedTokensDetector();
std::unique_ptr<const Detector> makeShapedTokensDetector()
{
    return std::make_unique<ShapedTokensDetector>();
}

} // namespace gatehouse::inspect
