// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/habits.h"

#include <array>
#include <bit>
#include <cstdint>

namespace gatehouse::trust {

/// A size, a rate or a time as a step of a scale: two steps double it.
using Step = std::uint8_t;

constexpr Step stepOf(std::uint64_t value)
{
    if (value < 2)
        return static_cast<Step>(value);
    const auto log = static_cast<unsigned>(std::bit_width(value)) - 1;
    // The upper half of an octave begins at 1.5 times its start.
    const bool isUpper = (value >> (log - 1) & 1U) != 0;
    return static_cast<Step>(2 * log + (isUpper ? 1 : 0));
}
/// The smallest value of a step.
constexpr std::uint64_t valueOf(Step step)
{
    if (step < 2)
        return step;
    const auto base = std::uint64_t{1} << (step / 2U);
    return step % 2 == 0 ? base : base + base / 2;
}

/// How large something usually is: a histogram over steps. Its upper end rises by a doubling at a time, and
/// only after what lies above has come on several days; where it stood when learning ended is never
/// forgotten.
class UsualRange {
public:
    static constexpr std::size_t kSteps = 80;

    void see(Step step, ActiveDay day, bool isLearning);

    std::uint32_t total() const { return m_total; }
    Step highest() const { return m_highest; } ///< that is usual
    Step first() const { return m_first; }     ///< that was usual when learning ended
    Step toldGrowth() const { return m_toldGrowth; }
    void tellGrowth(Step step) { m_toldGrowth = std::max(m_toldGrowth, step); }
    /// The step below which `percent` of what is usual lies.
    Step below(unsigned percent) const;

    // For the codec.
    struct Parts {
        std::array<std::uint16_t, kSteps> counts{};
        Step highest = 0;
        Step first = 0;
        Step toldGrowth = 0;
        std::uint8_t beyondDays = 0;
        std::uint16_t beyondCount = 0;
        ActiveDay beyondDay = 0;
    };
    Parts parts() const
    {
        return {m_counts, m_highest, m_first, m_toldGrowth, m_beyondDays, m_beyondCount, m_beyondDay};
    }
    void restore(const Parts& parts);

private:
    void count(Step step);

    std::array<std::uint16_t, kSteps> m_counts{};
    std::uint32_t m_total = 0;
    Step m_highest = 0;
    Step m_first = 0;
    Step m_toldGrowth = 0;
    std::uint8_t m_beyondDays = 0; // on which more than the highest was seen
    std::uint16_t m_beyondCount = 0;
    ActiveDay m_beyondDay = 0;
};

} // namespace gatehouse::trust
