// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/behaviour.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::trust {

/// Watches the calls of one session: takes their features, compares them with the baseline, and remembers
/// what they teach until that is kept. Teaching is only what went all the way: a call that was let through
/// and answered without an error, and in which nothing else was found. Bounded, whatever the peers do; silent
/// until begin(). For one thread.
class BehaviourWatch {
public:
    static constexpr std::size_t kMaxLessons = 512; ///< that wait to be kept; further ones are lost
    static constexpr std::size_t kMaxOpen =
        64; ///< calls that wait for their answers; older ones teach nothing

    /// `home`, `key`: see FeatureReader.
    void begin(std::string home, const base::ShortHashKey& key, Baseline baseline);
    bool isOn() const { return m_isOn; }

    /// Every message: what time it is.
    void setTime(base::UnixMilliseconds at, base::MonotonicMicroseconds monotonic)
    {
        m_at = at;
        m_monotonic = monotonic;
    }
    /// A tool was listed; what it says of itself counts until it is listed anew. Bounded.
    void noteTool(std::string_view name, bool isDestructive);
    /// A call has come. What is told of it counts as told only if it is admitted.
    std::vector<Deviation> onCall(std::string_view tool, std::string_view arguments, std::uint64_t bytes);
    /// The call that came last goes to the server. `teaches`: nothing but what is told here was found in it.
    /// A number for onAnswer(); 0: it is not watched.
    std::uint32_t onAdmitted(bool teaches);
    /// Its answer has come.
    std::vector<Deviation> onAnswer(std::uint32_t ticket, std::uint64_t bytes, bool isError);
    /// What became of the answer. `teaches`: nothing but what is told here was found in it.
    void onSettled(std::uint32_t ticket, bool travels, bool teaches);

    const Baseline& baseline() const { return m_baseline; }
    /// What was learned since the last call of kept().
    const std::vector<Lesson>& lessons() const { return m_lessons; }
    /// All lessons are in `baseline` now, perhaps with those of other sessions; it holds from here on.
    void kept(Baseline baseline);

private:
    struct OpenCall {
        std::uint32_t ticket = 0;
        bool teaches = false;
        Lesson lesson;
    };
    /// Of a tool in this session.
    struct ToolSession {
        Mark tool = 0;
        std::uint32_t inHalf = 0; ///< calls in the half minute that runs
        std::uint32_t inFormerHalf = 0;
        std::int64_t half = 0;
        std::uint16_t outcomes = 0; ///< the last answers, 1: an error
        std::uint8_t answered = 0;
        std::uint8_t fastRun = 0;
    };

    ToolSession& sessionOf(Mark tool);
    OpenCall* open(std::uint32_t ticket);
    void leaveOutTold(std::vector<Deviation>& deviations) const;
    void tell(std::uint64_t told);
    CallMoment momentOf(const ToolSession& session) const;

    bool m_isOn = false;
    std::string m_home;
    base::ShortHashKey m_key{};
    std::optional<FeatureReader> m_reader;
    Baseline m_baseline;
    base::UnixMilliseconds m_at = 0;
    base::MonotonicMicroseconds m_monotonic = 0;

    CallFeatures m_features;
    std::string m_toolName;                    // of the call that came last
    std::vector<std::uint64_t> m_toldOfCall;   // were it admitted
    std::vector<std::uint64_t> m_toldOfAnswer; // were it to travel
    bool m_hasCall = false;
    base::MonotonicMicroseconds m_lastCall = -1;
    Mark m_lastTool = 0;
    std::vector<Mark> m_destructive; // sorted
    std::array<std::uint64_t, 128> m_told{};
    std::size_t m_nextTold = 0;
    std::vector<ToolSession> m_sessions;
    std::vector<OpenCall> m_open;
    std::uint32_t m_lastTicket = 0;
    std::vector<Lesson> m_lessons;
};

} // namespace gatehouse::trust
