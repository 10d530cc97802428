// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/desktop_link.h"

#include "app/wrap/local_socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <utility>

namespace gatehouse::wrap {
namespace {

constexpr base::MonotonicMicroseconds kFirstInterval = 250'000;
constexpr base::MonotonicMicroseconds kLongestInterval = 10'000'000;
constexpr std::string_view kSocketName = "ctl.sock";

} // namespace

DesktopLink::DesktopLink(const base::Places& places, ipc::Hello hello)
    : m_places(places)
    , m_hello(std::move(hello))
    , m_interval(kFirstInterval)
{
}

void DesktopLink::ask(ipc::LaunchPending pending, base::MonotonicMicroseconds now)
{
    const auto former = std::exchange(m_pending, std::move(pending));
    if (isConnected()) {
        if (former && former->cardId != m_pending->cardId)
            queue(ipc::LaunchWithdrawn{former->cardId});
        queue(*m_pending);
        write();
    } else {
        nudge(now);
    }
}

void DesktopLink::withdraw()
{
    m_nextTry.reset();
    if (!m_pending)
        return;
    if (isConnected()) {
        queue(ipc::LaunchWithdrawn{m_pending->cardId});
        write();
    }
    m_pending.reset();
}

void DesktopLink::askAboutCall(const ipc::LaunchPending& call)
{
    if (!isConnected())
        return;
    queue(call);
    write();
}

void DesktopLink::withdrawCall(const std::string& cardId)
{
    if (!isConnected())
        return;
    queue(ipc::LaunchWithdrawn{cardId});
    write();
}

void DesktopLink::nudge(base::MonotonicMicroseconds now)
{
    if (!m_pending || isConnected())
        return;
    m_interval = kFirstInterval;
    m_nextTry = now;
    onTime(now);
}

bool DesktopLink::isAnybodyThere()
{
    return isConnected() || connect();
}

void DesktopLink::onReady(base::MonotonicMicroseconds now)
{
    std::array<char, 4096> ignored{};
    const auto got = ::recv(m_socket.get(), ignored.data(), ignored.size(), MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
        lose(now);
    else
        write();
}

std::optional<base::MonotonicMicroseconds> DesktopLink::nextTry() const
{
    return isConnected() || !m_pending ? std::nullopt : m_nextTry;
}

void DesktopLink::onTime(base::MonotonicMicroseconds now)
{
    if (isConnected() || !m_pending || !m_nextTry || now < *m_nextTry)
        return;
    if (connect()) {
        m_interval = kFirstInterval;
        return;
    }
    m_nextTry = now + m_interval;
    m_interval = std::min(m_interval * 2, kLongestInterval);
}

bool DesktopLink::connect()
{
    auto socket = connectLocal(m_places.stateFolder, std::string(kSocketName));
    if (!socket)
        return false;
    m_socket = std::move(*socket);
    ++m_connections;
    m_outgoing.clear();
    queue(m_hello);
    if (m_pending)
        queue(*m_pending);
    write();
    return isConnected();
}

void DesktopLink::queue(const ipc::Message& message)
{
    auto frame = ipc::encodeFrame(message);
    m_outgoing.push(frame);
}

void DesktopLink::write()
{
    while (isConnected() && !m_outgoing.isEmpty()) {
        const auto bytes = m_outgoing.front();
        const auto sent = ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (sent < 0) {
            m_socket.close();
            m_nextTry = 0; // at the next onTime
            return;
        }
        m_outgoing.drop(static_cast<std::size_t>(sent));
    }
}

void DesktopLink::lose(base::MonotonicMicroseconds now)
{
    m_socket.close();
    m_outgoing.clear();
    m_interval = kFirstInterval;
    m_nextTry = now + m_interval;
}

} // namespace gatehouse::wrap
