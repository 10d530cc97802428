// SPDX-License-Identifier: Apache-2.0
#include "core/mcp/versions.h"

#include <algorithm>

namespace gatehouse::mcp {
namespace {

// 2024-10-07 was never a release, but the TypeScript SDK still speaks it; its messages are those of
// 2024-11-05.
constexpr std::string_view kLegacy[] = {
    "2024-10-07", "2024-11-05", kBatchVersion, "2025-06-18", kNewestLegacy};
constexpr std::string_view kModern[] = {kNewestModern};

bool contains(std::span<const std::string_view> versions, std::string_view version)
{
    return std::find(versions.begin(), versions.end(), version) != versions.end();
}

} // namespace

std::span<const std::string_view> versionsOf(Era era)
{
    return era == Era::Modern ? std::span<const std::string_view>(kModern)
                              : std::span<const std::string_view>(kLegacy);
}

std::optional<Era> eraOf(std::string_view version)
{
    for (const auto era : {Era::Legacy, Era::Modern}) {
        if (contains(versionsOf(era), version))
            return era;
    }
    return std::nullopt;
}

bool isKnownVersion(std::string_view version)
{
    return eraOf(version).has_value();
}

std::string_view negotiate(std::string_view requested)
{
    const auto known = std::find(std::begin(kLegacy), std::end(kLegacy), requested);
    // Our own constant, not the peer's bytes.
    return known != std::end(kLegacy) ? *known : kNewestLegacy;
}

} // namespace gatehouse::mcp
