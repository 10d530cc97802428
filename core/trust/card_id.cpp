// SPDX-License-Identifier: Apache-2.0
#include "core/trust/launch_resolver.h"

namespace gatehouse::trust {
namespace {

constexpr std::string_view kDigits = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford: no i, l, o, u
constexpr int kLength = 8;
constexpr unsigned kBitsPerDigit = 5;

} // namespace

std::string cardId(const model::LaunchIdentity& identity)
{
    // The digest holds the entry already.
    const auto hash = base::sha256("gatehouse-card-1:" + identityDigest(identity));
    std::string id;
    std::uint64_t bits = 0;
    for (int i = 0; i < kLength; ++i)
        bits = (bits << 8) | hash[static_cast<std::size_t>(i)];
    for (int i = 0; i < kLength; ++i) {
        id.push_back(kDigits[bits & ((1U << kBitsPerDigit) - 1)]);
        bits >>= kBitsPerDigit;
    }
    return id;
}

} // namespace gatehouse::trust
