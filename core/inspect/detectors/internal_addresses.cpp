// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/argument_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>

namespace gatehouse::inspect {
namespace {

enum AddressRule : std::size_t { MetadataAddress, HiddenAddress, PrivateAddress, LocalScheme };

constexpr std::array<Rule, 4> kAddressRules{
    {{"metadata-address", Family::Argument, Severity::High,
         "The address where a cloud machine tells its own credentials"},
        {"hidden-address", Family::Argument, Severity::High,
            "A local or private address, written so that checks do not see it"},
        {"private-address", Family::Argument, Severity::Low, "An address of this machine or network"},
        {"local-scheme", Family::Argument, Severity::High,
            "A URL that reads files or speaks to services behind the firewall"}}};

constexpr std::size_t kLongestHost = 253; // RFC 1035

/// What an address leads to.
enum class Reach { Public, Private, Metadata };

Reach reachOf(std::uint32_t address)
{
    const auto isIn = [address](std::uint32_t net, int bits) {
        return address >> (32 - bits) == net >> (32 - bits);
    };
    if (address == 0xA9FEA9FE || address == 0x646464C8 ||
        address == 0xA9FEAA02) // 169.254.169.254, 100.100.100.200, ECS
        return Reach::Metadata;
    const bool isPrivate = isIn(0x7F000000, 8) || isIn(0x0A000000, 8) || isIn(0xAC100000, 12) ||
        isIn(0xC0A80000, 16) || isIn(0xA9FE0000, 16) || isIn(0, 8) || isIn(0x64400000, 10);
    return isPrivate ? Reach::Private : Reach::Public;
}

/// A number as inet_aton() reads it: 0x hexadecimal, 0 octal, else decimal.
std::optional<std::uint64_t> numberOf(std::string_view text)
{
    int base = 10;
    if (text.starts_with("0x")) {
        base = 16;
        text.remove_prefix(2);
    } else if (text.size() > 1 && text.front() == '0') {
        base = 8;
    }
    std::uint64_t value = 0;
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (text.empty() || failure != std::errc{} || stop != text.data() + text.size())
        return std::nullopt;
    return value;
}

struct Ipv4 {
    std::uint32_t address = 0;
    bool isPlain = false; ///< four decimal numbers
};

/// One to four numbers; the last fills what is left (inet_aton(3)).
std::optional<Ipv4> ipv4Of(std::string_view host)
{
    std::uint64_t address = 0;
    bool isPlain = true;
    int parts = 0;
    for (std::size_t begin = 0; begin <= host.size(); ++parts) {
        const auto end = std::min(host.find('.', begin), host.size());
        const auto part = host.substr(begin, end - begin);
        const auto number = numberOf(part);
        const bool isLast = end == host.size();
        if (!number || parts > 3 || (!isLast && *number > 255))
            return std::nullopt;
        const int bits = isLast ? 8 * (4 - parts) : 8;
        if (*number >> bits != 0)
            return std::nullopt;
        address = address << bits | *number;
        isPlain = isPlain && (part.size() == 1 || part.front() != '0');
        begin = end + 1;
    }
    return Ipv4{static_cast<std::uint32_t>(address), isPlain && parts == 4};
}

/// The last 32 bits of an IPv6 address that holds an IPv4 one: ::ffff:7f00:1, ::ffff:127.0.0.1, 64:ff9b::.
std::optional<std::uint32_t> mappedIpv4(std::string_view host)
{
    const bool isMapped =
        host.starts_with("::ffff:") || host.starts_with("64:ff9b::") || host.starts_with("0:0:0:0:0:ffff:");
    if (!isMapped)
        return std::nullopt;
    const auto last = host.substr(host.rfind(':') + 1);
    if (last.find('.') != std::string_view::npos) {
        const auto plain = ipv4Of(last);
        return plain ? std::optional(plain->address) : std::nullopt;
    }
    const auto before = host.substr(0, host.size() - last.size() - 1);
    const auto high = numberOf("0x" + std::string(before.substr(before.rfind(':') + 1)));
    const auto low = numberOf("0x" + std::string(last));
    if (!high || !low || *high > 0xFFFF || *low > 0xFFFF)
        return std::nullopt;
    return static_cast<std::uint32_t>(*high << 16 | *low);
}

bool isMetadataName(std::string_view host)
{
    static constexpr auto kNames = std::to_array<std::string_view>({"metadata.google.internal",
        "metadata.goog", "metadata", "instance-data", "instance-data.ec2.internal", "metadata.azure.internal",
        "metadata.platformequinix.com", "fd00:ec2::254", "fd20:ce::254", "rancher-metadata"});
    return std::ranges::find(kNames, host) != kNames.end();
}

/// Services that answer every name with the address in it.
bool isAddressInName(std::string_view host)
{
    return host.ends_with(".nip.io") || host.ends_with(".sslip.io") || host.ends_with(".xip.io") ||
        host.ends_with(".localtest.me") || host == "localtest.me" || host.ends_with(".lvh.me") ||
        host.ends_with(".1u.ms");
}

bool isLocalName(std::string_view host)
{
    return host == "localhost" || host.ends_with(".localhost") || host.ends_with(".internal") ||
        host.ends_with(".local") || host == "::1" || host == "::" || host.starts_with("fe80:") ||
        host.starts_with("fc00:") || host.starts_with("fd");
}

/// Servers that fetch for others reach what the caller cannot.
class InternalAddressesDetector final : public Detector {
public:
    std::string_view id() const override { return "internal-addresses"; }
    std::span<const Rule> rules() const override { return kAddressRules; }
    std::span<const Pattern> patterns() const override
    {
        static const std::array<Pattern, 2> kPatterns{{{":\\/\\/[a-z0-9\\[]", true},
            {"\\b(?:gopher|dict|tftp|ldapi|netdoc|jar:https?|jar:file):\\/\\/", true}}};
        return kPatterns;
    }
    bool readsTextsOf(mcp::Channel channel) const override { return channel == kInArguments; }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const override
    {
        if (!isArgument(look) || argumentKind(look.field.key) == ArgumentKind::Content)
            return;
        if (pattern == 1)
            return sink.found(
                LocalScheme, {commandStart(look.text, end - 1), end}, ifRun(look, Confidence::High));
        const auto begin = end - 1;
        const auto rest = look.text.substr(begin, kLongestHost + 64);
        auto authority = rest.substr(0, rest.find_first_of("/?#\\ \t\r\n\"'`<>,;)|&"));
        const auto at = authority.rfind('@');
        const auto from = at == std::string_view::npos ? 0 : at + 1;
        tell(look, begin + from, authority.substr(from), sink);
    }
    /// An address alone, where one belongs.
    void onText(const Look& look, FindingSink& sink) const override
    {
        if (!isArgument(look) || look.text.size() > kLongestHost || look.text.empty() ||
            argumentKind(look.field.key) != ArgumentKind::Address)
            return;
        if (look.text.find("://") == std::string_view::npos)
            tell(look, 0, look.text.substr(0, look.text.find('/')), sink);
        else if (lowered(look.text.substr(0, 7)) == "file://" &&
            lowered(look.field.key).find("url") != std::string::npos)
            sink.found(LocalScheme, {0, look.text.size()}, Confidence::Medium);
    }

private:
    static void tell(const Look& look, std::size_t begin, std::string_view authority, FindingSink& sink)
    {
        const auto host = lowered(hostOf(authority));
        const Span place{begin, begin + authority.size()};
        if (isMetadataName(host))
            return sink.found(MetadataAddress, place, ifRun(look, Confidence::High));
        if (const auto mapped = mappedIpv4(host))
            return tellReach(look, reachOf(*mapped), true, place, sink);
        if (const auto plain = ipv4Of(host); plain && !host.empty())
            return tellReach(look, reachOf(plain->address), !plain->isPlain && host != "0", place, sink);
        if (isAddressInName(host))
            sink.found(HiddenAddress, place, ifRun(look, Confidence::Medium));
        else if (isLocalName(host))
            sink.found(PrivateAddress, place, Confidence::Low);
    }
    static void tellReach(const Look& look, Reach reach, bool isHidden, Span place, FindingSink& sink)
    {
        if (reach == Reach::Metadata)
            sink.found(MetadataAddress, place, ifRun(look, Confidence::High));
        else if (reach == Reach::Private && isHidden)
            sink.found(HiddenAddress, place, ifRun(look, Confidence::High));
        else if (reach == Reach::Private)
            sink.found(PrivateAddress, place, Confidence::Low);
    }
    /// Without port and brackets.
    static std::string_view hostOf(std::string_view authority)
    {
        if (authority.starts_with('[')) {
            const auto end = authority.find_first_of("]%");
            return authority.substr(1, end == std::string_view::npos ? end : end - 1);
        }
        const auto colon = authority.find(':');
        const bool isIpv6 =
            colon != std::string_view::npos && authority.find(':', colon + 1) != std::string_view::npos;
        return isIpv6 ? authority : authority.substr(0, colon);
    }
};

std::span<const Sample> InternalAddressesDetector::samples() const
{
    static const auto kSamples = std::to_array<Sample>({
        {"http://169.254.169.254/latest/meta-data/", "metadata-address", kInArguments, "url"},
        {"curl -s http://metadata.google.internal/x", "metadata-address", kInArguments, "command"},
        {"http://[fd00:ec2::254]/", "metadata-address", kInArguments, "url"},
        {"http://2852039166/", "metadata-address", kInArguments, "url"},
        {"http://[::ffff:a9fe:a9fe]/", "metadata-address", kInArguments},
        {"http://0x7f.1/admin", "hidden-address", kInArguments, "url"},
        {"http://0177.0.0.01/", "hidden-address", kInArguments, "url"},
        {"http://10.0.0.1.nip.io/", "hidden-address", kInArguments, "url"},
        {"http://127.0.0.1:8080/", "private-address", kInArguments, "url"},
        {"192.168.1.10", "private-address", kInArguments, "host"},
        {"gopher://h.dev:70/1", "local-scheme", kInArguments, "url"},
        {"file:///srv/a", "local-scheme", kInArguments, "url"},
        {"file:///srv/a", "", kInArguments, "uri"},
        {"https://example.com/", "", kInArguments, "url"},
        {"http://8.8.8.8/", "", kInArguments, "url"},
        {"2852039166", "", kInArguments, "id"},
        {"http://169.254.169.254/", "", mcp::Channel::Result},
    });
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeInternalAddressesDetector();
std::unique_ptr<const Detector> makeInternalAddressesDetector()
{
    return std::make_unique<InternalAddressesDetector>();
}

} // namespace gatehouse::inspect
