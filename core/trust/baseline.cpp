// SPDX-License-Identifier: Apache-2.0
#include "core/trust/baseline.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace gatehouse::trust {
namespace {

constexpr std::int64_t kMillisecondsOfDay = 86'400'000;
constexpr std::int64_t kMillisecondsOfHour = 3'600'000;

template <typename Number>
void countOne(Number& number)
{
    if (number < std::numeric_limits<Number>::max())
        ++number;
}

std::int64_t floorDiv(std::int64_t value, std::int64_t by)
{
    return value / by - (value % by < 0 ? 1 : 0);
}

} // namespace

ActiveDay Baseline::dayOf(base::UnixMilliseconds at) const
{
    const bool isNext = m_today == 0 || floorDiv(at, kMillisecondsOfDay) > m_calendarDay;
    return isNext && m_today < std::numeric_limits<ActiveDay>::max() ? static_cast<ActiveDay>(m_today + 1)
                                                                     : m_today;
}

const ToolHabits* Baseline::tool(Mark mark) const
{
    const auto at = std::find_if(
        m_tools.begin(), m_tools.end(), [mark](const ToolHabits& one) { return one.tool == mark; });
    return at == m_tools.end() ? nullptr : &*at;
}

ToolHabits* Baseline::knownTool(Mark mark)
{
    const auto at = std::find_if(
        m_tools.begin(), m_tools.end(), [mark](const ToolHabits& one) { return one.tool == mark; });
    return at == m_tools.end() ? nullptr : &*at;
}

void Baseline::learn(const Lesson& lesson)
{
    const auto today = dayOf(lesson.at);
    // A clock that goes back begins no day; from there on days count as ever.
    m_calendarDay = floorDiv(lesson.at, kMillisecondsOfDay);
    m_today = today;
    if (m_startedAt == 0)
        m_startedAt = lesson.at;
    m_lastAt = lesson.at;
    if (lesson.isError) {
        if (auto* const known = knownTool(lesson.tool))
            countOne(known->errors);
        return;
    }
    const bool learnsAll = isLearning();
    countOne(m_calls);
    m_hours.see(static_cast<Mark>(floorDiv(lesson.at, kMillisecondsOfHour) -
                    m_calendarDay * (kMillisecondsOfDay / kMillisecondsOfHour) + 1),
        today, today <= kHourLearningDays);
    m_toolHabits.see(lesson.tool, today, learnsAll);
    for (const auto mark : lesson.places)
        m_places.see(mark, today, learnsAll);
    for (const auto mark : lesson.hosts)
        m_hosts.see(mark, today, learnsAll);
    keepName(lesson);
    if (auto* const known = toolFor(lesson))
        learnAbout(*known, lesson, learnsAll || known->isLearning());
}

/// What is known of a tool goes with its place among the habits: one that was seen more often keeps it.
ToolHabits* Baseline::toolFor(const Lesson& lesson)
{
    if (m_toolHabits.find(lesson.tool) == nullptr)
        return nullptr;
    if (auto* const known = knownTool(lesson.tool))
        return known;
    if (m_tools.size() >= kMaxTools)
        std::erase_if(
            m_tools, [this](const ToolHabits& one) { return m_toolHabits.find(one.tool) == nullptr; });
    if (m_tools.size() >= kMaxTools)
        return nullptr;
    auto& made = m_tools.emplace_back();
    made.tool = lesson.tool;
    made.name = lesson.toolName;
    made.firstDay = m_today;
    return &made;
}

void Baseline::learnAbout(ToolHabits& tool, const Lesson& lesson, bool isLearning)
{
    if (tool.days == 0 || tool.lastDay != m_today)
        countOne(tool.days);
    tool.lastDay = m_today;
    countOne(tool.calls);
    for (const auto mark : lesson.arguments)
        tool.arguments.see(mark, m_today, isLearning);
    for (const auto mark : lesson.places)
        tool.places.see(mark, m_today, isLearning);
    for (const auto mark : lesson.hosts)
        tool.hosts.see(mark, m_today, isLearning);
    if (lesson.before != 0)
        tool.before.see(lesson.before, m_today, isLearning);
    const auto in = stepOf(lesson.bytesIn);
    const auto out = stepOf(lesson.bytesOut);
    tool.bytesIn.see(in, m_today, isLearning);
    tool.bytesOut.see(out, m_today, isLearning);
    if (!isLearning) {
        tool.bytesIn.tellGrowth(in);
        tool.bytesOut.tellGrowth(out);
    }
    tool.inMinute.see(stepOf(lesson.inMinute), m_today, isLearning);
    if (lesson.gapMs >= 0)
        tool.pace.see(stepOf(paceOf(lesson.gapMs)), m_today, isLearning);
}

/// Of folders that are usual a few are kept by name; one that is not usual gives way.
void Baseline::keepName(const Lesson& lesson)
{
    if (lesson.places.size() == 0 || lesson.place.view().empty() || !m_places.isUsual(lesson.places[0]))
        return;
    const auto mark = lesson.places[0];
    NamedPlace* room = nullptr;
    for (auto& one : m_names) {
        if (one.mark == mark)
            return;
        if (room == nullptr && (one.mark == 0 || !m_places.isUsual(one.mark)))
            room = &one;
    }
    if (room != nullptr)
        *room = {mark, lesson.place};
}

std::vector<std::string> Baseline::namedPlaces() const
{
    std::vector<std::pair<std::uint16_t, std::string>> counted;
    for (const auto& one : m_names) {
        const auto* const habit = one.mark == 0 ? nullptr : m_places.find(one.mark);
        if (habit != nullptr && habit->isUsual)
            counted.emplace_back(habit->count, std::string(one.name.view()));
    }
    std::stable_sort(counted.begin(), counted.end(),
        [](const auto& left, const auto& right) { return left.first > right.first; });
    std::vector<std::string> names;
    for (auto& [count, name] : counted)
        names.push_back(std::move(name));
    return names;
}

} // namespace gatehouse::trust
