// SPDX-License-Identifier: Apache-2.0
// macOS: a kqueue, with EVFILT_TIMER for the time.
#include "app/wrap/readiness.h"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>

namespace gatehouse::wrap {
namespace {

constexpr base::MonotonicMicroseconds kMillisecond = 1000;
constexpr base::MonotonicMicroseconds kSecond = 1'000'000;
constexpr long kNanosecondsInMicrosecond = 1000;
constexpr auto kTimerPlace = Readiness::kCount;

// What epoll says, poll says in the same bits (epoll_ctl(2)).
static_assert(EPOLLIN == POLLIN && EPOLLOUT == POLLOUT && EPOLLERR == POLLERR && EPOLLHUP == POLLHUP);

bool isSameFile(const Awaited& one, const Awaited& other)
{
    return one.descriptor == other.descriptor && one.opened == other.opened;
}

epoll_event eventOf(short events, std::size_t place)
{
    epoll_event event{};
    event.events = static_cast<std::uint32_t>(events);
    event.data.u64 = place;
    return event;
}

bool pollEach(
    Readiness::List& list, std::optional<base::MonotonicMicroseconds> until, const base::Clock& clock)
{
    std::array<pollfd, Readiness::kCount> polled{};
    for (std::size_t place = 0; place < list.size(); ++place)
        polled[place] = {list[place].descriptor, list[place].events, 0};
    int timeout = -1;
    if (until) {
        constexpr auto kLongest = 60 * kSecond;
        const auto wait = std::clamp<base::MonotonicMicroseconds>(*until - clock.monotonic(), 0, kLongest);
        timeout = static_cast<int>((wait + kMillisecond - 1) / kMillisecond);
    }
    if (::poll(polled.data(), polled.size(), timeout) < 0)
        return false;
    for (std::size_t place = 0; place < list.size(); ++place)
        list[place].ready = polled[place].revents;
    return true;
}

} // namespace

bool Readiness::wait(List& list, std::optional<base::MonotonicMicroseconds> until, const base::Clock& clock)
{
    watch(list);
    if (!m_set.isOpen())
        return pollEach(list, until, clock);
    if (until != m_moment)
        wakeAt(until);
    return takeReady(list);
}

void Readiness::watch(const List& list)
{
    for (std::size_t place = 0; place < list.size(); ++place) {
        const auto& before = m_watched[place];
        const auto& now = list[place];
        if (isSameFile(before, now) && before.events == now.events)
            continue;
        if (!m_set.isOpen() || !watchChange(before, now, place)) {
            watchAnew(list);
            return;
        }
        m_watched[place] = now;
    }
}

/// False where the set may hold what is closed here by now: whoever else has that file open (a fork is
/// enough) keeps it there, and only a set made anew is rid of it.
bool Readiness::watchChange(const Awaited& before, const Awaited& now, std::size_t place)
{
    const bool isIn = before.descriptor >= 0 && !m_isFile[place];
    if (isIn && isSameFile(before, now)) {
        auto event = eventOf(now.events, place);
        return ::epoll_ctl(m_set.get(), EPOLL_CTL_MOD, now.descriptor, &event) == 0;
    }
    if (isIn && ::epoll_ctl(m_set.get(), EPOLL_CTL_DEL, before.descriptor, nullptr) != 0)
        return false;
    return add(now, place);
}

void Readiness::watchAnew(const List& list)
{
    m_watched = list;
    m_moment.reset();
    m_set = base::Descriptor(::epoll_create1(EPOLL_CLOEXEC));
    m_timer = base::Descriptor(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
    auto event = eventOf(POLLIN, kTimerPlace);
    bool isWhole = ::epoll_ctl(m_set.get(), EPOLL_CTL_ADD, m_timer.get(), &event) == 0;
    for (std::size_t place = 0; place < list.size(); ++place)
        isWhole = isWhole && add(list[place], place);
    if (!isWhole)
        m_set.close();
}

bool Readiness::add(const Awaited& what, std::size_t place)
{
    m_isFile[place] = false;
    if (what.descriptor < 0)
        return true;
    auto event = eventOf(what.events, place);
    if (::epoll_ctl(m_set.get(), EPOLL_CTL_ADD, what.descriptor, &event) == 0)
        return true;
    m_isFile[place] = errno == EPERM; // "does not support epoll": a regular file, /dev/null
    return m_isFile[place];
}

/// A timer that has gone off needs no reading: setting it anew takes that back.
void Readiness::wakeAt(std::optional<base::MonotonicMicroseconds> moment)
{
    m_moment = moment;
    itimerspec when{};
    if (moment) {
        const auto at = std::max<base::MonotonicMicroseconds>(*moment, 1); // 0 would mean never
        when.it_value = {at / kSecond, (at % kSecond) * kNanosecondsInMicrosecond};
    }
    ::timerfd_settime(m_timer.get(), TFD_TIMER_ABSTIME, &when, nullptr);
}

bool Readiness::takeReady(List& list) const
{
    const bool hasFile = std::any_of(m_isFile.begin(), m_isFile.end(), [](bool isFile) { return isFile; });
    std::array<epoll_event, kCount + 1> events; // written where it is read
    const int count = ::epoll_wait(m_set.get(), events.data(), events.size(), hasFile ? 0 : -1);
    for (int at = 0; at < count; ++at) {
        const auto& event = events[static_cast<std::size_t>(at)];
        if (event.data.u64 != kTimerPlace)
            list[event.data.u64].ready = static_cast<short>(event.events);
    }
    for (std::size_t place = 0; place < list.size(); ++place) {
        if (m_isFile[place])
            list[place].ready = list[place].events;
    }
    return count >= 0;
}

} // namespace gatehouse::wrap
