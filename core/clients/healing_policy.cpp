// SPDX-License-Identifier: Apache-2.0
#include "core/clients/healing_policy.h"

#include <algorithm>

namespace gatehouse::clients {

void QuietFiles::touched(const std::string& path, HealingTime now)
{
    const auto [touch, isNew] = m_touches.try_emplace(path, Touch{now, now});
    if (!isNew)
        touch->second.last = std::max(touch->second.last, now);
}

HealingTime QuietFiles::dueAt(const Touch& touch) const
{
    return std::min(touch.last + m_limits.quiet, touch.first + m_limits.longestWait);
}

std::optional<HealingTime> QuietFiles::next() const
{
    std::optional<HealingTime> next;
    for (const auto& [path, touch] : m_touches)
        next = next ? std::min(*next, dueAt(touch)) : dueAt(touch);
    return next;
}

std::vector<std::string> QuietFiles::take(HealingTime now)
{
    std::vector<std::string> paths;
    std::erase_if(m_touches, [&](const auto& item) {
        if (dueAt(item.second) > now)
            return false;
        paths.push_back(item.first);
        return true;
    });
    return paths;
}

HealingDecision decideHealing(
    const FileView& file, const ActiveRefs& active, std::size_t rewrites, const HealingLimits& limits)
{
    HealingDecision decision;
    if (file.presence != FileView::Presence::Readable)
        return decision;
    for (const auto& entry : file.entries) {
        if (entry.isGuarded)
            continue;
        if (entry.asks)
            decision.ask.push_back(entry.ref);
        else if (active.contains(entry.ref))
            decision.protectAgain.push_back(entry.ref);
    }
    for (const auto& ref : active) {
        if (findEntry(file, ref) == nullptr)
            decision.putBack.push_back(ref);
    }
    if (file.isStopped) {
        decision.protectAgain.clear();
    } else if (!decision.protectAgain.empty() && rewrites >= limits.rewrites) {
        decision.protectAgain.clear();
        decision.stops = true;
    }
    return decision;
}

} // namespace gatehouse::clients
