// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/advisory.h"

#include "core/intelligence/version_order.h"

#include <algorithm>
#include <compare>

namespace gatehouse::intelligence {
namespace {

using Kind = RangeEvent::Kind;

constexpr std::string_view kBeforeAll = "0";

/// Nothing where the two cannot be compared.
std::optional<std::weak_ordering> orderOf(
    Ecosystem ecosystem, std::string_view version, const RangeEvent& event)
{
    if (event.kind == Kind::Introduced && event.version == kBeforeAll)
        return std::weak_ordering::greater;
    return compareVersions(ecosystem, version, event.version);
}

/// The event that comes last at or before the version decides, as OSV's evaluation does; where two have the
/// same version, one that ends comes behind one that begins.
Affected isInRange(Ecosystem ecosystem, const VersionRange& range, std::string_view version)
{
    const RangeEvent* last = nullptr;
    for (const auto& event : range) {
        const auto order = orderOf(ecosystem, version, event);
        if (!order)
            return Affected::Maybe;
        const bool isReached = event.kind == Kind::LastAffected ? std::is_gt(*order) : std::is_gteq(*order);
        if (!isReached)
            continue;
        const auto isBehindLast = [&] {
            if (last->kind == Kind::Introduced && last->version == kBeforeAll)
                return true;
            if (event.kind == Kind::Introduced && event.version == kBeforeAll)
                return false;
            const auto against = compareVersions(ecosystem, event.version, last->version);
            return against &&
                (std::is_gt(*against) || (std::is_eq(*against) && event.kind != Kind::Introduced));
        };
        if (last == nullptr || isBehindLast())
            last = &event;
    }
    return last != nullptr && last->kind == Kind::Introduced ? Affected::Yes : Affected::No;
}

bool isEndless(const VersionRange& range)
{
    return range.size() == 1 && range.front().kind == Kind::Introduced && range.front().version == kBeforeAll;
}

} // namespace

bool coversEverything(const Advisory& advisory)
{
    return std::any_of(advisory.ranges.begin(), advisory.ranges.end(), isEndless) ||
        (advisory.isMalicious() && advisory.ranges.empty() && advisory.versions.empty());
}

Affected affects(const Advisory& advisory, std::string_view version)
{
    if (coversEverything(advisory))
        return Affected::Yes;
    if (version.empty())
        return Affected::Maybe;
    auto result = Affected::No;
    for (const auto& one : advisory.versions) {
        const auto order = compareVersions(advisory.ecosystem, version, one);
        if (one == version || (order && std::is_eq(*order)))
            return Affected::Yes;
    }
    for (const auto& range : advisory.ranges)
        result = std::max(result, isInRange(advisory.ecosystem, range, version));
    return result;
}

std::string fixedVersion(const Advisory& advisory, std::string_view version)
{
    std::string lowest;
    for (const auto& range : advisory.ranges) {
        for (const auto& event : range) {
            if (event.kind != Kind::Fixed)
                continue;
            const auto above = compareVersions(advisory.ecosystem, event.version, version);
            if (!version.empty() && (!above || std::is_lteq(*above)))
                continue;
            const auto against = compareVersions(advisory.ecosystem, event.version, lowest);
            if (lowest.empty() || (against && std::is_lt(*against)))
                lowest = event.version;
        }
    }
    return lowest;
}

} // namespace gatehouse::intelligence
