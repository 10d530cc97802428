// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/call_features.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <tuple>

namespace gatehouse::trust {

/// The number of a day on which the server was used, counted from its first one. Not a date: whatever a
/// clock does, a step of it counts as one day at most.
using ActiveDay = std::uint16_t;

/// Something that was seen again and again: a folder, a host, an argument, a tool before this one.
struct Habit {
    Mark mark = 0;
    std::uint16_t count = 0; ///< calls, as many as it can count
    ActiveDay lastDay = 0;
    std::uint8_t days = 0; ///< on which it was seen, as many as it can count
    bool isUsual = false;
};

/// What has to have happened before something new is usual: on as many different days, in as many calls.
inline constexpr std::uint8_t kDaysToUsual = 3;
inline constexpr std::uint16_t kCallsToUsual = 6;

/// The habits of one kind, in a room of fixed size. What is usual stays when there is no room; what has
/// been seen the least gives way first.
template <std::size_t N>
class Habits {
public:
    static constexpr std::size_t kMost = N;

    const Habit* find(Mark mark) const
    {
        const auto* const at =
            std::find_if(begin(), end(), [mark](const Habit& one) { return one.mark == mark; });
        return at == end() ? nullptr : at;
    }
    bool isUsual(Mark mark) const
    {
        const auto* const habit = find(mark);
        return habit != nullptr && habit->isUsual;
    }

    /// Something was seen. `isLearning`: it is usual from now on; else it has to come back often enough.
    void see(Mark mark, ActiveDay day, bool isLearning)
    {
        const auto at = static_cast<std::size_t>(
            std::find_if(begin(), end(), [mark](const Habit& one) { return one.mark == mark; }) - begin());
        auto* habit = at < m_size ? &m_habits[at] : nullptr;
        if (!isLearning && habit == nullptr)
            notePassing(day);
        if (habit == nullptr) {
            habit = room();
            if (habit == nullptr)
                return;
            *habit = {mark, 0, day, 0, isLearning};
            // What comes new while others are usual already tells how steady this is.
            if (isLearning && m_days > 0 && day != m_firstDay)
                m_late = next(m_late);
        }
        if (m_days == 0 || m_lastDay != day) {
            m_firstDay = m_days == 0 ? day : m_firstDay;
            m_days = next(m_days);
            m_lastDay = day;
        }
        if (habit->days == 0 || habit->lastDay != day)
            habit->days = next(habit->days);
        habit->lastDay = day;
        habit->count = next(habit->count);
        if (!habit->isUsual && habit->days >= kDaysToUsual && habit->count >= kCallsToUsual) {
            habit->isUsual = true;
            m_late = next(m_late);
        }
    }

    /// New things of about the last week that are not usual. Where there are many, one more says nothing.
    unsigned passing(ActiveDay day) const
    {
        return m_passing >>
            std::min<unsigned>((day > m_passingDay ? day - m_passingDay : 0) / kPassingDays, 15);
    }
    /// How many became usual in ten days that went by: what changes all the time cannot deviate.
    unsigned latePerTenDays() const { return m_late * 10U / std::max<unsigned>(m_days, 1); }
    std::size_t usual() const
    {
        return static_cast<std::size_t>(
            std::count_if(begin(), end(), [](const Habit& one) { return one.isUsual; }));
    }
    bool isFull() const { return usual() == N; }

    const Habit* begin() const { return m_habits.data(); }
    const Habit* end() const { return m_habits.data() + m_size; }
    std::size_t size() const { return m_size; }
    std::uint16_t days() const { return m_days; }

    // For the codec.
    struct Counters {
        std::uint16_t days = 0;
        std::uint16_t late = 0;
        ActiveDay firstDay = 0;
        ActiveDay lastDay = 0;
        std::uint16_t passing = 0;
        ActiveDay passingDay = 0;
    };
    Counters counters() const { return {m_days, m_late, m_firstDay, m_lastDay, m_passing, m_passingDay}; }
    /// False where there is no room.
    bool restore(const Habit& habit)
    {
        if (m_size == N || habit.mark == 0 || find(habit.mark) != nullptr)
            return false;
        m_habits[m_size++] = habit;
        return true;
    }
    void restore(const Counters& counters)
    {
        m_days = counters.days;
        m_late = counters.late;
        m_firstDay = counters.firstDay;
        m_lastDay = counters.lastDay;
        m_passing = counters.passing;
        m_passingDay = counters.passingDay;
    }

private:
    template <typename Number>
    static Number next(Number number)
    {
        return number == std::numeric_limits<Number>::max() ? number : static_cast<Number>(number + 1);
    }

    static constexpr ActiveDay kPassingDays = 7; // in which half of them are forgotten

    void notePassing(ActiveDay day)
    {
        if (day >= m_passingDay + kPassingDays) {
            m_passing = static_cast<std::uint16_t>(passing(day));
            m_passingDay = day;
        }
        m_passing = next(m_passing);
    }

    /// A free place, or that of the least seen that is not usual.
    Habit* room()
    {
        if (m_size < N)
            return &m_habits[m_size++];
        auto* least = std::min_element(m_habits.begin(), m_habits.end(), [](const Habit& a, const Habit& b) {
            return std::tuple(isKept(a), a.count, a.lastDay) < std::tuple(isKept(b), b.count, b.lastDay);
        });
        return isKept(*least) ? nullptr : &*least;
    }
    /// Few calls on one day, while everything is learned, are not worth a place for ever.
    static bool isKept(const Habit& habit) { return habit.isUsual && (habit.count > 2 || habit.days > 1); }

    std::array<Habit, N> m_habits{};
    std::uint16_t m_size = 0;
    std::uint16_t m_days = 0; ///< on which anything of this kind was seen
    std::uint16_t m_late = 0; ///< that became usual after the first day
    ActiveDay m_firstDay = 0;
    ActiveDay m_lastDay = 0;
    std::uint16_t m_passing = 0;
    ActiveDay m_passingDay = 0;
};

} // namespace gatehouse::trust
