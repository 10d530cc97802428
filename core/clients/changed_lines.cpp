// SPDX-License-Identifier: Apache-2.0
#include "core/clients/changed_lines.h"

#include <algorithm>
#include <optional>

namespace gatehouse::clients {
namespace {

/// The first byte that differs. memcmp() looks at many bytes at once, and says only that there is one.
std::size_t commonStart(std::string_view before, std::string_view after)
{
    constexpr std::size_t kBlock = 4096;
    const auto size = std::min(before.size(), after.size());
    std::size_t at = 0;
    while (at + kBlock <= size && before.substr(at, kBlock) == after.substr(at, kBlock))
        at += kBlock;
    while (at < size && before[at] == after[at])
        ++at;
    return at;
}

std::size_t commonEnd(std::string_view before, std::string_view after)
{
    constexpr std::size_t kBlock = 4096;
    const auto size = std::min(before.size(), after.size());
    std::size_t length = 0;
    const auto isSame = [&](std::size_t wanted) {
        return before.substr(before.size() - wanted, kBlock) == after.substr(after.size() - wanted, kBlock);
    };
    while (length + kBlock <= size && isSame(length + kBlock))
        length += kBlock;
    while (length < size && before[before.size() - length - 1] == after[after.size() - length - 1])
        ++length;
    return length;
}

std::vector<ChangedRegion> regionsBetween(std::string_view before, std::string_view after)
{
    if (before == after)
        return {};
    const auto start = commonStart(before, after);
    const auto end = commonEnd(before.substr(start), after.substr(start));
    return {{{start, before.size() - end}, {start, after.size() - end}}};
}

/// Nothing where `after` is not `before` with these replacements: what is shown must be true whatever the
/// caller believes to have done.
std::optional<std::vector<ChangedRegion>> regionsOf(
    std::string_view before, std::string_view after, std::vector<Replacement> made)
{
    std::ranges::sort(made, {}, [](const Replacement& one) { return one.span.begin; });
    std::vector<ChangedRegion> regions;
    Span last;
    std::size_t now = 0;
    const auto isSameUpTo = [&](std::size_t end) {
        return end >= last.end && end <= before.size() && now <= after.size() &&
            before.substr(last.end, end - last.end) == after.substr(now, end - last.end);
    };
    for (const auto& [span, bytes] : made) {
        if (!isSameUpTo(span.begin))
            return std::nullopt;
        now += span.begin - last.end;
        regions.push_back({span, {now, now + bytes.size()}});
        if (after.substr(now, bytes.size()) != bytes)
            return std::nullopt;
        now += bytes.size();
        last = span;
    }
    const bool isWhole = isSameUpTo(before.size()) && now + before.size() - last.end == after.size();
    return isWhole ? std::optional(std::move(regions)) : std::nullopt;
}

std::vector<ChangedRegion> wholeLines(std::string_view before, const std::vector<ChangedRegion>& regions)
{
    std::vector<ChangedRegion> lines;
    for (auto region : regions) {
        const auto behind = endOfLine(before, region.old.end) - region.old.end;
        region.old.end += behind;
        region.now.end += behind;
        if (!lines.empty() && region.old.begin <= lines.back().old.end) {
            lines.back().old.end = region.old.end;
            lines.back().now.end = region.now.end;
            continue;
        }
        const auto inFront = region.old.begin - beginOfLine(before, region.old.begin);
        region.old.begin -= inFront;
        region.now.begin -= inFront;
        lines.push_back(region);
    }
    return lines;
}

} // namespace

std::size_t endOfLine(std::string_view text, std::size_t at)
{
    const auto newLine = text.find('\n', at);
    return newLine == std::string_view::npos ? text.size() : newLine + 1;
}

std::size_t beginOfLine(std::string_view text, std::size_t at)
{
    return text.substr(0, at).rfind('\n') + 1; // npos + 1 is 0
}

std::vector<ChangedRegion> changedLines(std::string_view before, std::string_view after)
{
    return wholeLines(before, regionsBetween(before, after));
}

std::vector<ChangedRegion> changedLines(
    std::string_view before, std::string_view after, const std::vector<Replacement>& made)
{
    const auto regions = regionsOf(before, after, made);
    return regions ? wholeLines(before, *regions) : changedLines(before, after);
}

} // namespace gatehouse::clients
