// SPDX-License-Identifier: Apache-2.0
#include "core/trust/learned_behaviour.h"

#include "core/trust/behaviour.h"

#include <algorithm>

namespace gatehouse::trust {
namespace {

std::uint64_t largest(const UsualRange& range)
{
    return range.total() == 0 ? 0 : valueOf(static_cast<Step>(range.highest() + 1)) - 1;
}

LearnedTool summaryOf(const ToolHabits& tool)
{
    return {std::string(tool.name.view()), tool.calls, tool.errors, tool.days, tool.isLearning(),
        tool.arguments.usual(), tool.places.usual(), tool.hosts.usual(), tool.before.usual(),
        largest(tool.bytesIn), largest(tool.bytesOut), largest(tool.inMinute)};
}

} // namespace

LearnedBehaviour summaryOf(const Baseline& baseline)
{
    LearnedBehaviour learned;
    learned.owner = baseline.owner();
    learned.startedAt = baseline.startedAt();
    learned.lastAt = baseline.lastAt();
    learned.calls = baseline.calls();
    learned.days = baseline.days();
    learned.isLearning = baseline.isLearning();
    learned.places = baseline.namedPlaces();
    learned.allPlaces = baseline.places().usual();
    learned.hosts = baseline.hosts().usual();
    for (const auto& hour : baseline.hours()) {
        if (hour.isUsual)
            learned.hours.push_back(static_cast<int>(hour.mark) - 1);
    }
    std::sort(learned.hours.begin(), learned.hours.end());
    const auto changeable = changeableOf(baseline);
    learned.changesTools = changeable.tools;
    learned.changesPlaces = changeable.places;
    learned.changesHosts = changeable.hosts;
    for (const auto& tool : baseline.tools())
        learned.tools.push_back(summaryOf(tool));
    std::stable_sort(learned.tools.begin(), learned.tools.end(),
        [](const LearnedTool& left, const LearnedTool& right) { return left.calls > right.calls; });
    return learned;
}

} // namespace gatehouse::trust
