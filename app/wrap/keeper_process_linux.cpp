// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/keeper_process.h"

#include "app/wrap/keeper_message.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <string_view>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse::wrap {
namespace {

constexpr int kControl = 3; // where the keeper keeps its end
constexpr int kExecFailed = 127;
char g_shell[] = "/bin/sh";

void report(int control, int kind, int value)
{
    KeeperMessage message;
    message.kind = kind;
    message.value = value;
    ::send(control, &message, kKeeperMessageHead, MSG_NOSIGNAL);
}

/// What one run of the keeper knows.
struct Charge {
    pid_t server = -1;
    bool isReaped = false;
    std::array<char, PATH_MAX> toRemove{};
};

/// Takes in every child that has ended: the server, and whatever was orphaned to us.
void reap(Charge& charge)
{
    int status = 0;
    for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
        if (pid != charge.server)
            continue;
        charge.isReaped = true;
        report(kControl, KeeperMessage::Ended, status);
    }
}

/// False when the wrapper has gone or closed the line.
bool obey(Charge& charge)
{
    KeeperMessage message;
    const auto got = ::recv(kControl, &message, sizeof message, MSG_DONTWAIT);
    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    if (got < static_cast<ssize_t>(kKeeperMessageHead))
        return false;
    // A reaped server's number may belong to somebody else by now.
    if (message.kind == KeeperMessage::Signal && !charge.isReaped) {
        ::kill(-charge.server, message.value);
        ::kill(-charge.server, SIGCONT); // a stopped server would never see it
    }
    if (message.kind == KeeperMessage::Remove) {
        const auto length =
            std::min(static_cast<std::size_t>(got) - kKeeperMessageHead, charge.toRemove.size() - 1);
        std::memcpy(charge.toRemove.data(), message.text.data(), length);
        charge.toRemove.at(length) = '\0';
    }
    return true;
}

void watchOver(Charge& charge)
{
    sigset_t children;
    ::sigemptyset(&children);
    ::sigaddset(&children, SIGCHLD);
    const int ended = ::signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
    std::array<pollfd, 2> ready{{{kControl, POLLIN, 0}, {ended, POLLIN, 0}}};
    for (;;) {
        reap(charge);
        if (::poll(ready.data(), ready.size(), -1) < 0 && errno != EINTR)
            return;
        signalfd_siginfo info{};
        while (::read(ended, &info, sizeof info) > 0) {
        }
        if (ready.front().revents != 0 && !obey(charge))
            return;
    }
}

} // namespace

KeeperProcess::KeeperProcess(const ServerStart& what, int in, int out, int control)
    : m_what(what)
    , m_in(in)
    , m_out(out)
    , m_control(control)
{
    const auto raw = [](const std::string& text) {
        return const_cast<char*>(text.c_str());
    }; // execve's signature
    for (const auto& word : what.argv)
        m_argv.push_back(raw(word));
    m_argv.push_back(nullptr);
    m_shellArgv = {g_shell, raw(what.path)};
    m_shellArgv.insert(m_shellArgv.end(), m_argv.begin() + 1, m_argv.end());
    const auto isReplaced = [&](std::string_view word) {
        return std::any_of(what.variables.begin(), what.variables.end(), [&](const auto& variable) {
            return word.starts_with(variable.first) && word.substr(variable.first.size()).starts_with('=');
        });
    };
    for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
        if (!isReplaced(*at))
            m_environment.push_back(*at);
    }
    for (const auto& [name, value] : what.variables)
        m_variables.push_back(name + '=' + value);
    for (const auto& variable : m_variables)
        m_environment.push_back(raw(variable));
    m_environment.push_back(nullptr);
}

void KeeperProcess::run() const
{
    // Out of the client's reach: it may signal its process group, and the keeper has to outlive the wrapper.
    ::setpgid(0, 0);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    ::prctl(PR_SET_NAME, "gatehouse-keep");
    const int keeperPid = ::getpid();
    // vfork: nothing of our memory is copied, and when it returns the program runs or errno of the child is
    // ours.
    errno = 0;
    const pid_t server = ::vfork();
    if (server == 0)
        becomeServer(keeperPid);
    const int failure = errno;
    if (server < 0 || failure != 0) {
        report(m_control, KeeperMessage::Failed, failure);
        ::_exit(kExecFailed);
    }
    report(m_control, KeeperMessage::Started, server);
    detachFromWrapper();
    Charge charge;
    charge.server = server;
    watchOver(charge);
    if (charge.toRemove.front() != '\0')
        ::unlink(charge.toRemove.data());
    killDescendants();
    ::_exit(0);
}

void KeeperProcess::becomeServer(int keeperPid) const
{
    ::setpgid(0, 0);
    // The second belt, should the keeper itself be killed.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != keeperPid)
        ::_exit(kExecFailed);
    ::dup2(m_in, STDIN_FILENO);
    ::dup2(m_out, STDOUT_FILENO);
    m_what.signals.restore();
    errno = 0;
    if (m_what.executable >= 0) {
        ::execveat(m_what.executable, "", m_argv.data(), m_environment.data(), AT_EMPTY_PATH);
    } else {
        ::execve(m_what.path.c_str(), m_argv.data(), m_environment.data());
        if (errno == ENOEXEC) {
            errno = 0;
            ::execve(g_shell, m_shellArgv.data(), m_environment.data());
        }
    }
    ::_exit(kExecFailed); // errno is the parent's too, until here
}

void KeeperProcess::detachFromWrapper() const
{
    // The client and the server must see their pipes close when the other goes, and no descriptor of theirs
    // stays with us.
    const int nothing = ::open("/dev/null", O_RDWR);
    for (int standard = 0; standard < kControl; ++standard)
        ::dup2(nothing, standard);
    if (m_control != kControl)
        ::dup2(m_control, kControl);
    ::close_range(kControl + 1, ~0U, 0);
}

} // namespace gatehouse::wrap
