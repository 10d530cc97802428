// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/byte_relay.h"

#include "core/base/file.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace gatehouse::bench {
namespace {

constexpr std::size_t kBufferBytes = 64 * 1024; // a pipe's size: more cannot be read at once

int openRecord(const std::string& path)
{
    return ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

bool wouldBlock()
{
    return errno == EAGAIN || errno == EINTR;
}

} // namespace

ByteRelay::ByteRelay(std::string recordPrefix)
    : m_recordPrefix(std::move(recordPrefix))
{
}

ByteRelay::~ByteRelay()
{
    for (const int record : {m_toServer.record, m_toClient.record}) {
        if (record >= 0)
            ::close(record);
    }
}

bool ByteRelay::run(int childInput, int childOutput)
{
    m_toServer.from = STDIN_FILENO;
    m_toServer.to = childInput;
    m_toClient.from = childOutput;
    m_toClient.to = STDOUT_FILENO;
    if (!m_recordPrefix.empty()) {
        m_toServer.record = openRecord(m_recordPrefix + ".to-server");
        m_toClient.record = openRecord(m_recordPrefix + ".to-client");
        if (m_toServer.record < 0 || m_toClient.record < 0)
            return false;
    }
    for (const int descriptor : {m_toServer.from, m_toServer.to, m_toClient.from, m_toClient.to})
        ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);

    while (!m_toClient.hasEnded || !m_toClient.pending.empty()) {
        std::array<pollfd, 4> polled{};
        const auto watch = [](const Direction& direction, pollfd& source, pollfd& target) {
            // A side is not read while what was read before has not left.
            source = {direction.hasEnded || !direction.pending.empty() ? -1 : direction.from, POLLIN, 0};
            target = {direction.pending.empty() ? -1 : direction.to, POLLOUT, 0};
        };
        watch(m_toServer, polled[0], polled[1]);
        watch(m_toClient, polled[2], polled[3]);
        if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR)
            return false;
        if (!move(m_toServer, polled[0].revents != 0, polled[1].revents != 0) ||
            !move(m_toClient, polled[2].revents != 0, polled[3].revents != 0))
            return false;
        if (m_toServer.hasEnded && m_toServer.pending.empty() && m_toServer.to >= 0) {
            ::close(m_toServer.to);
            m_toServer.to = -1;
        }
    }
    return true;
}

bool ByteRelay::move(Direction& direction, bool mayRead, bool mayWrite)
{
    if (mayRead) {
        std::array<char, kBufferBytes> buffer;
        const ssize_t count = ::read(direction.from, buffer.data(), buffer.size());
        if (count == 0 || (count < 0 && !wouldBlock()))
            direction.hasEnded = true;
        if (count > 0) {
            const std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
            if (direction.record >= 0 && !base::writeAll(direction.record, bytes))
                return false;
            const ssize_t written = ::write(direction.to, bytes.data(), bytes.size());
            if (written < 0 && !wouldBlock())
                direction.hasEnded = true;
            else
                direction.pending.assign(bytes.substr(written < 0 ? 0 : static_cast<std::size_t>(written)));
        }
    }
    if (mayWrite && !direction.pending.empty()) {
        const ssize_t written = ::write(direction.to, direction.pending.data(), direction.pending.size());
        if (written > 0)
            direction.pending.erase(0, static_cast<std::size_t>(written));
        else if (written < 0 && !wouldBlock()) {
            direction.hasEnded = true;
            direction.pending.clear();
        }
    }
    return true;
}

} // namespace gatehouse::bench
