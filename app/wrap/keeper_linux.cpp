// SPDX-License-Identifier: Apache-2.0
// macOS has neither child subreapers nor PDEATHSIG: there the keeper puts the server into a session of its
// own, hears of the wrapper's end by the same line, kills that session's process group, and finds the rest by
// walking the process table for the session; a grandchild that made a session of its own can survive a
// SIGKILL of the wrapper.
#include "app/wrap/keeper.h"

#include "app/wrap/keeper_message.h"
#include "app/wrap/keeper_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace gatehouse::wrap {
namespace {

constexpr int kEndMilliseconds = 2000;
constexpr int kEndSteps = 200;

base::Result<std::pair<base::Descriptor, base::Descriptor>> makePipe()
{
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return base::errnoError(errno, "pipe");
    return std::pair{base::Descriptor(ends[0]), base::Descriptor(ends[1])};
}

/// False when the keeper is gone.
bool receive(int control, KeeperMessage& message, int flags)
{
    ssize_t got = -1;
    do
        got = ::recv(control, &message, sizeof message, flags);
    while (got < 0 && errno == EINTR);
    return got >= static_cast<ssize_t>(kKeeperMessageHead);
}

} // namespace

Keeper::~Keeper()
{
    end();
}

base::Result<void> Keeper::start(const ServerStart& what)
{
    auto in = makePipe();
    auto out = makePipe();
    std::array<int, 2> ends{-1, -1};
    if (!in || !out || ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return base::errnoError(errno, "descriptors for the server");
    m_control = base::Descriptor(ends[0]);
    ++m_starts;
    base::Descriptor keepersEnd(ends[1]);
    const KeeperProcess child(what, in->first.get(), out->second.get(), keepersEnd.get());
    {
        const SignalBlock quiet;
        m_pid = ::fork();
        if (m_pid == 0)
            child.run();
    }
    const int forkFailure = errno;
    keepersEnd.close();
    KeeperMessage answer;
    answer.kind = KeeperMessage::Failed;
    answer.value = m_pid < 0 ? forkFailure : ECHILD;
    if (m_pid >= 0)
        receive(m_control.get(), answer, 0);
    if (answer.kind != KeeperMessage::Started) {
        end();
        return base::errnoError(answer.value, what.path);
    }
    m_serverPid = answer.value;
    m_toServer = Stream::own(std::move(in->second));
    m_fromServer = Stream::own(std::move(out->first));
    return {};
}

std::optional<ServerExit> Keeper::takeExit()
{
    KeeperMessage message;
    const auto got = ::recv(m_control.get(), &message, sizeof message, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return std::nullopt;
    if (got < static_cast<ssize_t>(kKeeperMessageHead)) {
        ::waitpid(std::exchange(m_pid, -1), nullptr, 0);
        m_control.close();
        ::kill(-m_serverPid, SIGKILL); // PDEATHSIG has killed the server; its group is still there or empty
        return ServerExit{0, SIGKILL};
    }
    if (message.kind != KeeperMessage::Ended)
        return std::nullopt;
    if (WIFSIGNALED(message.value))
        return ServerExit{0, WTERMSIG(message.value)};
    return ServerExit{WEXITSTATUS(message.value), 0};
}

void Keeper::signalServer(int signal)
{
    send(KeeperMessage::Signal, signal);
}

void Keeper::removeAtEnd(const std::string& path)
{
    send(KeeperMessage::Remove, 0, path);
}

void Keeper::end()
{
    m_toServer.close();
    m_fromServer.close();
    m_control.close();
    if (m_pid < 0)
        return;
    for (int step = 0; step < kEndSteps && ::waitpid(m_pid, nullptr, WNOHANG) == 0; ++step)
        ::poll(nullptr, 0, kEndMilliseconds / kEndSteps);
    m_pid = -1;
}

void Keeper::send(int kind, int value, const std::string& text)
{
    KeeperMessage message;
    message.kind = kind;
    message.value = value;
    const auto length = std::min(text.size(), message.text.size() - 1);
    std::memcpy(message.text.data(), text.data(), length);
    ::send(m_control.get(), &message, kKeeperMessageHead + length, MSG_NOSIGNAL | MSG_DONTWAIT);
}

} // namespace gatehouse::wrap
