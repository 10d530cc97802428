// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace gatehouse::wrap {

/// A descriptor and what is waited for at it.
struct Awaited {
    int descriptor = -1;      ///< below 0: nothing
    short events = 0;         ///< as in pollfd
    short ready = 0;          ///< what has come of it: revents of pollfd
    std::uint64_t opened = 0; ///< tells this file from another that had the same number before it
};

/// poll(2) that keeps in mind what is waited for. poll pays for each descriptor and for the time limit at
/// every call; most of them hardly ever change and are hardly ever ready, which was an eighth of what a small
/// message costs. Files that poll takes for ready at any time are so here.
class Readiness {
public:
    static constexpr std::size_t kCount = 8;
    using List = std::array<Awaited, kCount>; // each kept at its place from call to call

    /// Waits until something is ready or it is `until` (nothing: for ever), and says what. False: errno says
    /// why it could not wait.
    bool wait(List& list, std::optional<base::MonotonicMicroseconds> until, const base::Clock& clock);

private:
    void watch(const List& list);
    void watchAnew(const List& list);
    bool watchChange(const Awaited& before, const Awaited& now, std::size_t place);
    bool add(const Awaited& what, std::size_t place);
    void wakeAt(std::optional<base::MonotonicMicroseconds> moment);
    bool takeReady(List& list) const;

    base::Descriptor m_set; // an epoll; where it cannot hold all of them, poll is asked
    base::Descriptor m_timer;
    List m_watched;                                      // what the set holds
    std::array<bool, kCount> m_isFile{};                 // always ready, and not in the set
    std::optional<base::MonotonicMicroseconds> m_moment; // that the timer is set to
};

} // namespace gatehouse::wrap
