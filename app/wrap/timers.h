// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"

#include <optional>
#include <vector>

namespace gatehouse::wrap {

/// One-shot timers by number: those of the session (0 and above) and the wrapper's own (below 0). There are a
/// handful.
class Timers {
public:
    /// Replaces one with this id.
    void set(int id, base::MonotonicMicroseconds at)
    {
        cancel(id);
        m_timers.push_back({id, at});
    }
    void cancel(int id)
    {
        std::erase_if(m_timers, [id](const Timer& timer) { return timer.id == id; });
    }
    /// One with this id comes later by as much; nothing where there is none.
    void postpone(int id, base::MonotonicMicroseconds by)
    {
        for (auto& timer : m_timers)
            timer.at += timer.id == id ? by : 0;
    }
    std::optional<base::MonotonicMicroseconds> next() const
    {
        std::optional<base::MonotonicMicroseconds> soonest;
        for (const auto& timer : m_timers) {
            if (!soonest || timer.at < *soonest)
                soonest = timer.at;
        }
        return soonest;
    }
    /// Removes and returns one that is due.
    std::optional<int> takeDue(base::MonotonicMicroseconds now)
    {
        for (auto at = m_timers.begin(); at != m_timers.end(); ++at) {
            if (at->at > now)
                continue;
            const int id = at->id;
            m_timers.erase(at);
            return id;
        }
        return std::nullopt;
    }

private:
    struct Timer {
        int id;
        base::MonotonicMicroseconds at;
    };
    std::vector<Timer> m_timers;
};

} // namespace gatehouse::wrap
