// SPDX-License-Identifier: Apache-2.0
#include "core/trust/usual_range.h"

#include <numeric>

namespace gatehouse::trust {

void UsualRange::see(Step step, ActiveDay day, bool isLearning)
{
    step = std::min<Step>(step, kSteps - 1);
    if (isLearning) {
        m_highest = std::max(m_highest, step);
        m_first = m_highest;
        count(step);
        return;
    }
    if (step <= m_highest) {
        count(step);
        return;
    }
    if (m_beyondDays == 0 || m_beyondDay != day) {
        m_beyondDay = day;
        ++m_beyondDays;
    }
    ++m_beyondCount;
    if (m_beyondDays < kDaysToUsual || m_beyondCount < kCallsToUsual)
        return;
    m_highest = std::min<Step>(static_cast<Step>(m_highest + 2), kSteps - 1);
    m_beyondDays = 0;
    m_beyondCount = 0;
}

void UsualRange::count(Step step)
{
    if (m_counts[step] == std::numeric_limits<std::uint16_t>::max()) {
        // The shape stays, and what is long ago counts less.
        for (auto& one : m_counts)
            one = static_cast<std::uint16_t>(one / 2);
        m_total = std::accumulate(m_counts.begin(), m_counts.end(), std::uint32_t{0});
    }
    ++m_counts[step];
    ++m_total;
}

Step UsualRange::below(unsigned percent) const
{
    const auto wanted = (static_cast<std::uint64_t>(m_total) * percent + 99) / 100;
    std::uint64_t sum = 0;
    for (std::size_t step = 0; step < kSteps; ++step) {
        sum += m_counts[step];
        if (sum >= wanted && sum > 0)
            return static_cast<Step>(step);
    }
    return m_highest;
}

void UsualRange::restore(const Parts& parts)
{
    m_counts = parts.counts;
    m_total = std::accumulate(m_counts.begin(), m_counts.end(), std::uint32_t{0});
    m_highest = std::min<Step>(parts.highest, kSteps - 1);
    m_first = std::min<Step>(parts.first, kSteps - 1);
    m_toldGrowth = parts.toldGrowth;
    m_beyondDays = parts.beyondDays;
    m_beyondCount = parts.beyondCount;
    m_beyondDay = parts.beyondDay;
}

} // namespace gatehouse::trust
