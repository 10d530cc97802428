// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/source_map.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gatehouse::inspect {

using Ipv4Bytes = std::array<std::uint8_t, 4>;

struct WrittenIpv4 {
    Ipv4Bytes bytes{};
    std::size_t end = 0;
};

struct WrittenIpv6 {
    std::array<std::uint16_t, 8> words{};
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t written = 0; ///< words that are spelled out
};

/// Four decimal bytes without leading zeros.
std::optional<WrittenIpv4> readIpv4(std::string_view text, std::size_t begin);
/// RFC 4291 without IPv4 at its end. `colon`: its first one. Nothing where it is a part of something longer.
std::optional<WrittenIpv6> readIpv6(std::string_view text, std::size_t colon);
/// Six pairs of hexadecimal digits; `sign`: its first colon or dash. Not all zeros or ones, no part of
/// something longer, and no date.
std::optional<Span> readMac(std::string_view text, std::size_t sign);

/// False for what everybody has: private, loopback, link-local, multicast, of documents (RFC 6890, 5737).
bool isSomebodys(const Ipv4Bytes& address);
bool isSomebodys(const WrittenIpv6& address);
/// Small numbers, or zeros at the end: 1.2.3.4, 4.18.0.0.
bool looksLikeVersion(const Ipv4Bytes& address);
/// The public name servers that stand in many configurations.
bool isKnownService(const Ipv4Bytes& address);

} // namespace gatehouse::inspect
