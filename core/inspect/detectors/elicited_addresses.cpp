// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>

namespace gatehouse::inspect {
namespace {

enum ElicitedAddressRule : std::size_t { PlainAddress, NumericHost, HiddenHost, ImitatedHost };

constexpr auto kElicitedAddressRules =
    std::to_array<Rule>({{"elicitation-not-https", Family::Elicitation, Severity::High,
                             "A server sends the user to an address that is not https"},
        {"elicitation-numeric-host", Family::Elicitation, Severity::High,
            "A server sends the user to a bare IP address"},
        {"elicitation-hidden-host", Family::Elicitation, Severity::High,
            "A server sends the user to an address that hides its host (user@host, punycode, letters of "
            "other scripts)"},
        {"elicitation-imitated-host", Family::Elicitation, Severity::High,
            "A server sends the user to a host that imitates a well-known one"}});

struct KnownHost {
    std::string_view name;
    std::string_view domains;
};

constexpr auto kKnownHosts = std::to_array<KnownHost>({
#define GATEHOUSE_HOST(name, domains) {name, domains},
#include "core/inspect/detectors/imitated_hosts.def"
#undef GATEHOUSE_HOST
});

struct AddressParts {
    std::string scheme;     ///< in small letters
    std::string host;       ///< in small letters
    bool isOblique = false; ///< shows another host to a hasty reader
};

std::string inSmallLetters(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(
        out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

AddressParts partsOf(std::string_view url)
{
    AddressParts parts;
    const auto colon = url.find(':');
    parts.scheme = inSmallLetters(url.substr(0, colon));
    if (colon == std::string_view::npos || url.substr(colon, 3) != "://")
        return parts;
    auto authority = url.substr(colon + 3);
    // Browsers take a backslash for a slash.
    authority = authority.substr(0, authority.find_first_of("/\\?#"));
    const auto at = authority.rfind('@');
    parts.isOblique = at != std::string_view::npos || url.find('\\') != std::string_view::npos;
    authority = at != std::string_view::npos ? authority.substr(at + 1) : authority;
    const bool isSixth = authority.starts_with('[');
    parts.host = inSmallLetters(authority.substr(0, isSixth ? authority.find(']') + 1 : authority.find(':')));
    return parts;
}

bool isOfDomain(std::string_view host, std::string_view domains)
{
    while (!domains.empty()) {
        const auto domain = domains.substr(0, domains.find('|'));
        domains.remove_prefix(std::min(domains.size(), domain.size() + 1));
        if (host == domain || (host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.'))
            return true;
    }
    return false;
}

/// A number, in any of the forms that browsers read as an IPv4 address (10.0.0.1, 0x7f000001, 2130706433), or
/// IPv6 in brackets.
bool isNumericHost(std::string_view host)
{
    if (host.starts_with('['))
        return true;
    const auto last = host.substr(host.rfind('.') == std::string_view::npos ? 0 : host.rfind('.') + 1);
    const bool isHex = last.starts_with("0x");
    return !last.empty() && std::ranges::all_of(last.substr(isHex ? 2 : 0), [isHex](char c) {
        return (c >= '0' && c <= '9') || (isHex && c >= 'a' && c <= 'f');
    });
}

bool isOwnMachine(std::string_view host)
{
    return host == "localhost" || host.ends_with(".localhost") || host == "[::1]" || host.starts_with("127.");
}

/// High where digits stand for letters or the whole foreign domain is put in front; Medium where just the
/// name is in it.
Confidence imitation(std::string_view host)
{
    std::string plain(host);
    for (const auto& [digit, letter] : {std::pair{'0', 'o'}, {'1', 'l'}, {'3', 'e'}, {'5', 's'}})
        std::ranges::replace(plain, digit, letter);
    for (const auto& known : kKnownHosts) {
        if (isOfDomain(host, known.domains))
            return Confidence::Low;
        const bool isWritten = host.find(known.name) != std::string_view::npos;
        const bool isSpoofed = !isWritten && plain.find(known.name) != std::string::npos;
        const auto domain = std::string(known.domains.substr(0, known.domains.find('|')));
        if (isSpoofed || host.find(domain + ".") != std::string_view::npos ||
            host.find(domain + "-") != std::string_view::npos)
            return Confidence::High;
        if (isWritten)
            return Confidence::Medium;
    }
    return Confidence::Low;
}

/// Where a server sends the user (elicitation by URL): what browsers show there is easily misread.
class ElicitedAddressesDetector final : public Detector {
public:
    std::string_view id() const override { return "elicited-addresses"; }
    std::span<const Rule> rules() const override { return kElicitedAddressRules; }
    std::span<const Sample> samples() const override;
    bool readsTextsOf(mcp::Channel channel) const override { return channel == mcp::Channel::Elicitation; }

    void onText(const Look& look, FindingSink& sink) const override
    {
        const auto url = look.text.substr(0, 2048);
        if (!isAddress(look, url))
            return;
        const auto parts = partsOf(url);
        const Span place{0, url.size()};
        const bool isOwn = isOwnMachine(parts.host);
        if (parts.scheme != "https" && !isOwn)
            sink.found(PlainAddress, place, parts.scheme == "http" ? Confidence::Medium : Confidence::High);
        if (isNumericHost(parts.host) && !isOwn)
            sink.found(NumericHost, place, Confidence::High);
        const bool isForeign =
            std::ranges::any_of(parts.host, [](char c) { return static_cast<unsigned char>(c) > 0x7F; });
        if (parts.isOblique || isForeign || parts.host.find("xn--") != std::string::npos)
            sink.found(HiddenHost, place, parts.isOblique ? Confidence::High : Confidence::Medium);
        if (const auto confidence = imitation(parts.host); confidence != Confidence::Low)
            sink.found(ImitatedHost, place, confidence);
    }

private:
    static bool isAddress(const Look& look, std::string_view url)
    {
        const auto colon = url.substr(0, 16).find(':');
        if (look.field.role == mcp::TextRole::Uri)
            return !url.empty();
        return colon != std::string_view::npos && url.find(' ') == std::string_view::npos &&
            (url.substr(colon, 3) == "://" || url.starts_with("javascript:") || url.starts_with("data:"));
    }
};

std::span<const Sample> ElicitedAddressesDetector::samples() const
{
    using mcp::Channel;
    static const auto kSamples = std::to_array<Sample>({
        {"http://login.host.test/a", "elicitation-not-https", Channel::Elicitation},
        {"javascript:alert(1)", "elicitation-not-https", Channel::Elicitation},
        {"https://203.0.113.9/login", "elicitation-numeric-host", Channel::Elicitation},
        {"https://github.com@evil.test/", "elicitation-hidden-host", Channel::Elicitation},
        {"https://xn--pple-43d.test/", "elicitation-hidden-host", Channel::Elicitation},
        {"https://accounts.google.com.evil.test/o", "elicitation-imitated-host", Channel::Elicitation},
        {"https://paypa1.test/", "elicitation-imitated-host", Channel::Elicitation},
        {"https://github.com/login/oauth/authorize?client_id=1", "", Channel::Elicitation},
        {"http://localhost:8080/callback", "", Channel::Elicitation},
        {"https://auth.some-tool.test/start", "", Channel::Elicitation},
        {"http://login.host.test/a", ""},
    });
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeElicitedAddressesDetector();
std::unique_ptr<const Detector> makeElicitedAddressesDetector()
{
    return std::make_unique<ElicitedAddressesDetector>();
}

} // namespace gatehouse::inspect
