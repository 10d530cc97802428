// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/trust/habits.h"
#include "core/trust/usual_range.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace gatehouse::trust {

/// Whose behaviour it is: one server as one client starts it.
struct BaselineOwner {
    std::string client; ///< as the client table names it; empty where no entry names the launch
    std::string server; ///< the entry's name
    std::string entryRef;

    bool operator==(const BaselineOwner&) const = default;
};

/// What one call taught, once its answer was there: marks and numbers alone.
struct Lesson {
    base::UnixMilliseconds at = 0;
    Mark tool = 0;
    Mark before = 0; ///< the tool that was used before it in the session; 0: none
    ShortText toolName;
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0;
    std::uint32_t inMinute = 0; ///< calls of this tool within the last minute, this one too
    std::int64_t gapMs = -1;    ///< since the call before; -1: it was the session's first
    bool isError = false;       ///< then nothing but that is learned
    FewOf<Mark, 48> arguments;  ///< names, and forms
    FewOf<Mark, 16> places;
    FewOf<Mark, 16> hosts;
    ShortText place; ///< the name of the first of places

    void clear()
    {
        at = 0;
        tool = 0;
        before = 0;
        toolName.clear();
        bytesIn = 0;
        bytesOut = 0;
        inMinute = 0;
        gapMs = -1;
        isError = false;
        arguments.clear();
        places.clear();
        hosts.clear();
        place.clear();
    }
};

/// Calls an hour, if all came after each other like this.
constexpr std::uint64_t paceOf(std::int64_t gapMs)
{
    constexpr std::uint64_t kMillisecondsOfHour = 3'600'000;
    return kMillisecondsOfHour / (static_cast<std::uint64_t>(gapMs) + 1);
}

/// What is usual of one tool.
struct ToolHabits {
    Mark tool = 0;
    ShortText name;
    std::uint32_t calls = 0; ///< that were answered without an error
    std::uint32_t errors = 0;
    std::uint16_t days = 0;
    ActiveDay firstDay = 0;
    ActiveDay lastDay = 0;
    Habits<48> arguments; ///< names, and forms
    Habits<16> places;
    Habits<16> hosts;
    Habits<24> before;
    UsualRange bytesIn;
    UsualRange bytesOut;
    UsualRange inMinute;
    UsualRange pace; ///< see paceOf()

    static constexpr std::uint32_t kLearningCalls = 20;
    static constexpr std::uint16_t kLearningDays = 2;
    /// As long as little is known of it, everything is usual. A tool that was not there in the server's first
    /// days learns no longer than that itself.
    bool isLearning() const { return calls < kLearningCalls || days < kLearningDays; }
};

/// The name of a folder that is usual, so that a sentence can name it.
struct NamedPlace {
    Mark mark = 0;
    ShortText name;
};

/// What is usual of one server in one client: learned from calls that went well, of a fixed size at most, and
/// without any value. During the first days everything is usual; later, what is new has to come back on
/// several days (see kDaysToUsual), and sizes grow by a doubling at a time. Times count in days of use, so
/// that a clock that jumps changes nothing.
class Baseline {
public:
    static constexpr std::size_t kMaxTools = 64;
    static constexpr std::size_t kMaxNames = 12;
    static constexpr ActiveDay kLearningDays = 2;
    static constexpr std::uint32_t kLearningCalls = 60;
    static constexpr ActiveDay kHourLearningDays = 5;

    Baseline() = default;
    /// `epoch`: 0 at first; a random one whenever all was forgotten.
    Baseline(BaselineOwner owner, std::uint64_t epoch)
        : m_owner(std::move(owner))
        , m_epoch(epoch)
    {
    }

    void learn(const Lesson& lesson);

    const BaselineOwner& owner() const { return m_owner; }
    std::uint64_t epoch() const { return m_epoch; }
    base::UnixMilliseconds startedAt() const { return m_startedAt; }
    base::UnixMilliseconds lastAt() const { return m_lastAt; }
    std::uint32_t calls() const { return m_calls; }
    ActiveDay days() const { return m_today; }
    bool isLearning() const { return m_today <= kLearningDays || m_calls < kLearningCalls; }
    /// The day that a call at this time counts to.
    ActiveDay dayOf(base::UnixMilliseconds at) const;

    const ToolHabits* tool(Mark mark) const;
    const std::vector<ToolHabits>& tools() const { return m_tools; }
    const Habits<kMaxTools>& toolHabits() const { return m_toolHabits; }
    const Habits<32>& places() const { return m_places; }
    const Habits<32>& hosts() const { return m_hosts; }
    const Habits<24>& hours() const { return m_hours; } ///< marks are 1 + hour, UTC
    /// Folders that are usual, the most used one first.
    std::vector<std::string> namedPlaces() const;

private:
    friend class BaselineCodec;

    ToolHabits* knownTool(Mark mark);
    ToolHabits* toolFor(const Lesson& lesson);
    void learnAbout(ToolHabits& tool, const Lesson& lesson, bool isLearning);
    void keepName(const Lesson& lesson);

    BaselineOwner m_owner;
    std::uint64_t m_epoch = 0;
    base::UnixMilliseconds m_startedAt = 0;
    base::UnixMilliseconds m_lastAt = 0;
    std::int64_t m_calendarDay = 0; // of the last call
    ActiveDay m_today = 0;          // 1 on the first day
    std::uint32_t m_calls = 0;
    Habits<kMaxTools> m_toolHabits;
    Habits<32> m_places;
    Habits<32> m_hosts;
    Habits<24> m_hours;
    std::vector<ToolHabits> m_tools;
    std::array<NamedPlace, kMaxNames> m_names{};
};

} // namespace gatehouse::trust
