// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/trust/habits.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::trust {

/// That a client used a tool of one of its servers. No argument of it.
struct ClientStep {
    std::string serverRef;
    std::string server; ///< for people
    std::string tool;
    base::UnixMilliseconds at = 0;
};

/// Something of one server that came soon after something of another, and never did before.
struct OrderDeviation {
    std::string sentence; ///< "never followed “read_secret” of “vault” before, …"
    ClientStep before;    ///< the step that it followed; its tool is empty where any of that server is meant
    bool isAnyTool = false;     ///< nothing of the later server ever followed it
    std::uint32_t expected = 0; ///< how often it would have, if order meant nothing
    ActiveDay days = 0;         ///< of use that it is compared with
};

/// What is usual between the servers of one client: which of them follows which, tool by tool and server by
/// server. What counts are crossings, calls of another server than the call before, so that a hundred calls
/// in a row are one. Of a fixed size; the first days are silent; what is new becomes usual as all habits do.
/// Pure: times come with the steps.
class ClientOrder {
public:
    static constexpr std::size_t kMaxNodes = 128; ///< tools and servers that are crossed to, and from
    static constexpr std::size_t kBehind =
        4; ///< calls before a crossing that it is compared with, but for those of its own server
    static constexpr base::UnixMilliseconds kSoon =
        2 * 60 * 1000; ///< a chain goes on at once; later comes by chance
    static constexpr ActiveDay kLearningDays = 3;
    static constexpr std::uint32_t kLearningCrossings = 60;

    /// Compares the step with what is usual and learns it. The same is told once on a day.
    std::optional<OrderDeviation> see(const ClientStep& step);
    std::uint32_t crossings() const { return m_crossings; }
    ActiveDay days() const { return m_today; }

private:
    /// A tool or a server that was crossed from.
    struct From {
        Mark mark = 0;
        std::uint32_t count = 0;
        std::uint8_t days = 0;
        ActiveDay lastDay = 0;
    };
    /// One that was crossed to, and what it followed.
    struct Into : From {
        Habits<48> before;
    };
    struct Source {
        Mark mark = 0;
        const ClientStep* step = nullptr;
        bool isTool = false;
    };

    std::vector<Source> sourcesOf(const ClientStep& step) const;
    void judge(Mark into, bool isTool, const std::vector<Source>& sources, bool afterTool,
        std::optional<OrderDeviation>& worst) const;
    void learn(Mark into, const std::vector<Source>& sources);
    void beginDay(base::UnixMilliseconds at);

    std::vector<Into> m_into;
    std::vector<From> m_from;
    std::deque<ClientStep> m_recent; ///< the last ones, of whatever server
    std::uint32_t m_crossings = 0;
    ActiveDay m_today = 0;
    std::int64_t m_calendarDay = 0;
};

} // namespace gatehouse::trust
