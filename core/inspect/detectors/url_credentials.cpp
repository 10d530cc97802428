// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/byte_lanes.h"
#include "core/inspect/detector.h"
#include "core/inspect/detectors/token_text.h"

#include <algorithm>
#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

constexpr std::array<Rule, 1> kUrlCredentialRules{
    {{"url-password", Family::Secret, Severity::High, "A password in a URL"}}};

/// scheme://user:password@host (RFC 3986, 3.2.1): databases, queues, proxies, git remotes.
class UrlCredentialsDetector final : public Detector {
public:
    std::string_view id() const override { return "url-credentials"; }
    std::span<const Rule> rules() const override { return kUrlCredentialRules; }
    std::span<const Pattern> patterns() const override
    {
        static const std::array<Pattern, 1> kPatterns{{{":\\/\\/", false}}};
        return kPatterns;
    }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t, std::size_t end, FindingSink& sink) const override
    {
        constexpr std::size_t kMark = 3; // ://
        if (end == kMark || !isOf(Alphabet::Base62, look.text[end - kMark - 1]))
            return;
        if (isPlainlyWithoutUser(look.text.substr(end)))
            return;
        const auto authority = authorityOf(look.text.substr(end));
        const auto at = authority.rfind('@');
        if (at == std::string_view::npos)
            return;
        const auto colon = authority.find(':');
        if (colon >= at)
            return;
        const auto password = authority.substr(colon + 1, at - colon - 1);
        const auto host = authority.substr(at + 1);
        if (isPassword(password) && !host.empty())
            sink.found(
                0, {end + colon + 1, end + at}, isExampleHost(host) ? Confidence::Low : Confidence::High);
    }

private:
    /// Most URLs by far: one of the frequent ends of an authority comes soon, and no '@' at all.
    static bool isPlainlyWithoutUser(std::string_view rest)
    {
        constexpr std::size_t kLooked = 2 * ByteLanes::kBytes;
        if (rest.size() < kLooked)
            return false;
        const ByteLanes first(rest.data());
        const ByteLanes second(rest.data() + ByteLanes::kBytes);
        const auto ends = [](ByteLanes bytes) {
            return bytes.is('/') | bytes.is('"') | bytes.is(' ') | bytes.is('\n');
        };
        return (first.is('@') | second.is('@')).bits() == 0 && (ends(first) | ends(second)).bits() != 0;
    }
    /// By a table: there are many URLs.
    static std::string_view authorityOf(std::string_view rest)
    {
        constexpr std::size_t kLongest = 512;
        static constexpr auto kEnds = [] {
            std::array<bool, 256> ends{};
            for (const char c : std::string_view(" \t\r\n\"'`<>\\/?#|,;"))
                ends[static_cast<unsigned char>(c)] = true;
            return ends;
        }();
        rest = rest.substr(0, kLongest);
        const auto stop =
            std::ranges::find_if(rest, [](char c) { return kEnds[static_cast<unsigned char>(c)]; });
        return rest.substr(0, static_cast<std::size_t>(stop - rest.begin()));
    }
    static bool isPassword(std::string_view text)
    {
        static constexpr std::array<std::string_view, 14> kPlaceholders{"password", "passwd", "pass", "pwd",
            "pw", "secret", "user", "username", "token", "xxx", "changeme", "mypassword", "yourpassword",
            "your_password"};
        std::string lower(text);
        std::ranges::transform(lower, lower.begin(),
            [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        const bool isReference = text.find_first_of("${}[]()*%") != std::string_view::npos &&
            text.find_first_of("{[(*") != std::string_view::npos;
        const bool isVariable = text.starts_with('$') || text.starts_with('%');
        const bool isMasked = std::ranges::all_of(text, [&text](char c) { return c == text.front(); });
        return text.size() >= 3 && !isReference && !isVariable && !isMasked &&
            std::ranges::find(kPlaceholders, lower) == kPlaceholders.end();
    }
    /// RFC 2606.
    static bool isExampleHost(std::string_view host)
    {
        return host.starts_with("example.") || host.find(".example") != std::string_view::npos;
    }
};

std::span<const Sample> UrlCredentialsDetector::samples() const
{
    static const std::array<Sample, 9> kSamples{
        {{"postgres://app:q7Rz2LxV9m@db.internal:5432/main", "url-password"},
            {"DATABASE_URL=\"mysql://root:hunter2!@10.0.0.4/x\"", "url-password"},
            {"https://ida:q7Rz2LxV@git.host/a.git", "url-password"},
            {"postgres://user:password@localhost/db", ""}, {"redis://:${REDIS_PASSWORD}@cache", ""},
            {"https://host/a@b:c", ""}, {"https://ida@host/path:1", ""},
            {"see http://a.b/c and mail x:y@z", ""}, {"ftp://user:****@host", ""}}};
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeUrlCredentialsDetector();
std::unique_ptr<const Detector> makeUrlCredentialsDetector()
{
    return std::make_unique<UrlCredentialsDetector>();
}

} // namespace gatehouse::inspect
