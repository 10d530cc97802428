// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/network_address.h"

#include "core/inspect/ascii.h"
#include "core/inspect/detector.h"
#include "core/inspect/detectors/number_context.h"

#include <algorithm>
#include <memory>

namespace gatehouse::inspect {
namespace {

enum NetworkRule : std::size_t { NetworkIp, NetworkMac };

constexpr std::array<Rule, 2> kNetworkRules{
    {{"ip-address", Family::Personal, Severity::Low, "An IP address that is somebody's"},
        {"mac-address", Family::Personal, Severity::Low, "The hardware address of a machine (MAC)"}}};

/// What precedes a version rather than an address: v1.2.3.4, Chrome/1.2.3.4, lib-1.2.3.4.
bool followsName(std::string_view text, std::size_t begin)
{
    if (begin == 0)
        return false;
    const char before = text[begin - 1];
    if (ascii::isWordByte(before) || ascii::isOneOf(".+~^", before))
        return true;
    return ascii::isOneOf("/-", before) && begin >= 2 && ascii::isWordByte(text[begin - 2]);
}

/// A part of a longer number, a name or an OID.
bool precedesName(std::string_view text, std::size_t end)
{
    if (end == text.size())
        return false;
    const bool isJoined =
        ascii::isOneOf(".-+", text[end]) && end + 1 < text.size() && ascii::isWordByte(text[end + 1]);
    return ascii::isWordByte(text[end]) || isJoined;
}

class NetworkAddressesDetector final : public Detector {
public:
    std::string_view id() const override { return "network-addresses"; }
    std::span<const Rule> rules() const override { return kNetworkRules; }
    std::span<const Sample> samples() const override;
    std::span<const Mark> marks() const override
    {
        static constexpr std::array<Mark, 3> kMarks{Mark::Dots, Mark::Colons, Mark::Dashes};
        return kMarks;
    }

    bool onMark(const Look& look, const Sighting& sighting, FindingSink& sink) const override
    {
        if (sighting.mark == Mark::Dots)
            return onDots(look, sighting, sink);
        return onPairs(look, sighting.at, sink) ||
            (sighting.mark == Mark::Colons && onColons(look, sighting.at, sink));
    }

private:
    static bool onDots(const Look& look, const Sighting& sighting, FindingSink& sink)
    {
        const auto at = sighting.at;
        const auto begin = at - std::min<std::size_t>(digitsBefore(look.text, at), 4);
        const auto address = readIpv4(look.text, begin);
        if (!address || followsName(look.text, begin) || precedesName(look.text, address->end) ||
            !isSomebodys(address->bytes) || isKnownService(address->bytes) ||
            topicsNear(look, sighting, {begin, address->end}).has(NumberTopic::Version))
            return false;
        const bool isNetwork = address->end < look.text.size() && look.text[address->end] == '/';
        const bool isWeak = isNetwork || looksLikeVersion(address->bytes);
        sink.found(NetworkIp, {begin, address->end}, isWeak ? Confidence::Low : Confidence::Medium);
        return true;
    }

    static bool onColons(const Look& look, std::size_t at, FindingSink& sink)
    {
        const auto address = readIpv6(look.text, at);
        if (!address || !isSomebodys(*address))
            return false;
        const bool isNetwork = address->end < look.text.size() && look.text[address->end] == '/';
        sink.found(
            NetworkIp, {address->begin, address->end}, isNetwork ? Confidence::Low : Confidence::Medium);
        return true;
    }

    static bool onPairs(const Look& look, std::size_t at, FindingSink& sink)
    {
        const auto place = readMac(look.text, at);
        if (!place)
            return false;
        sink.found(NetworkMac, *place, Confidence::Medium);
        return true;
    }

    static std::size_t digitsBefore(std::string_view text, std::size_t at)
    {
        std::size_t count = 0;
        while (count < at && count < 4 && ascii::isDigit(text[at - count - 1]))
            ++count;
        return count;
    }
};

std::span<const Sample> NetworkAddressesDetector::samples() const
{
    static const std::array<Sample, 27> kSamples{{{"client 93.184.216.34 connected", "ip-address"},
        {"[84.17.46.201]:8080", "ip-address"}, {"http://84.17.46.201/x", "ip-address"},
        {"src=2a02:8109:9a40:1c4c::57a1 port 3", "ip-address"},
        {"2a02:8109:9a40:1c4c:3d5e:91ff:fe5e:57a1", "ip-address"}, {"mac 3c:22:fb:9a:1c:4c.", "mac-address"},
        {"ether 3C-22-FB-9A-1C-4C", "mac-address"}, {"MAC: 3c:22:fb:9a:1c:4c", "mac-address"},
        {"IP: 2a02:8109:9a40:1c4c::57a1", "ip-address"}, {"bind 127.0.0.1 and 0.0.0.0", ""},
        {"10.1.2.3, 192.168.178.20, 172.20.0.4", ""}, {"192.0.2.55 and 2001:db8::17", ""},
        {"version 84.17.46.201", ""}, {"Chrome/120.84.17.46", ""}, {"v84.17.46.20", ""},
        {"1.3.6.1.4.1.311", ""}, {"at 12:34:56 and 01:02:03:04", ""}, {"std::deque<a::b>::face", ""},
        {"fe80::1 ::1 ::", ""}, {"00:00:00:00:00:00 ff:ff:ff:ff:ff:ff", ""}, {"256.300.1.2", ""},
        {"SHA1 a1:b2:c3:d4:e5:f6:a7:b8:c9:d0:e1:f2:a3:b4:c5:d6:e7:f8:a9:b0", ""}, {"2024-01-02-03-04-05", ""},
        {"12-34-56-78-90-12", ""}, {"add::cafe", ""}, {"nameserver 8.8.8.8", ""}, {"a: 1, b: 2, c: 3", ""}}};
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeNetworkAddressesDetector();
std::unique_ptr<const Detector> makeNetworkAddressesDetector()
{
    return std::make_unique<NetworkAddressesDetector>();
}

} // namespace gatehouse::inspect
