// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/signals.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace gatehouse::wrap {
namespace {

volatile int g_pipe = -1; // written by the handler; a signal handler can reach nothing else

void onSignal(int signal)
{
    const int saved = errno;
    const auto byte = static_cast<unsigned char>(signal);
    if (::write(g_pipe, &byte, 1) < 0) {
        // The pipe is full of signals already: nothing is lost that would change what happens.
    }
    errno = saved;
}

void watch(int signal, struct sigaction& original)
{
    ::sigaction(signal, nullptr, &original);
    if (original.sa_handler == SIG_IGN)
        return;
    struct sigaction action {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    ::sigfillset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
}

void replace(int signal, void (*handler)(int), struct sigaction& original)
{
    struct sigaction action {};
    action.sa_handler = handler;
    ::sigaction(signal, &action, &original);
}

} // namespace

void OriginalSignals::restore() const
{
    ::sigaction(SIGHUP, &hangup, nullptr);
    ::sigaction(SIGINT, &interrupt, nullptr);
    ::sigaction(SIGTERM, &terminate, nullptr);
    ::sigaction(SIGPIPE, &pipe, nullptr);
    ::sigaction(SIGCHLD, &child, nullptr);
    ::sigaction(SIGIO, &io, nullptr);
    ::sigprocmask(SIG_SETMASK, &mask, nullptr);
}

SignalPipe::SignalPipe()
{
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    m_read = base::Descriptor(ends[0]);
    m_write = base::Descriptor(ends[1]);
    g_pipe = m_write.get();
    ::sigprocmask(SIG_SETMASK, nullptr, &m_original.mask);
    watch(SIGHUP, m_original.hangup);
    watch(SIGINT, m_original.interrupt);
    watch(SIGTERM, m_original.terminate);
    replace(SIGPIPE, SIG_IGN, m_original.pipe);
    // A parent that ignores SIGCHLD would make wait() lose our children's status.
    replace(SIGCHLD, SIG_DFL, m_original.child);
    // Sent where somebody opens the server's program for writing while a lease guards it; not to be died of.
    replace(SIGIO, SIG_IGN, m_original.io);
    // A client may have started us with the three blocked; the wrapper must hear them all the same.
    sigset_t heard;
    ::sigemptyset(&heard);
    for (const int signal : {SIGHUP, SIGINT, SIGTERM})
        ::sigaddset(&heard, signal);
    ::sigprocmask(SIG_UNBLOCK, &heard, nullptr);
}

std::vector<int> SignalPipe::take()
{
    std::vector<int> signals;
    std::array<unsigned char, 64> bytes{};
    const auto got = ::read(m_read.get(), bytes.data(), bytes.size());
    for (ssize_t i = 0; i < got; ++i)
        signals.push_back(bytes.at(static_cast<std::size_t>(i)));
    return signals;
}

SignalBlock::SignalBlock()
{
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, &m_before);
}

SignalBlock::~SignalBlock()
{
    ::sigprocmask(SIG_SETMASK, &m_before, nullptr);
}

void dieBySignal(int signal)
{
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    ::sigaction(signal, &action, nullptr);
    sigset_t only;
    ::sigemptyset(&only);
    ::sigaddset(&only, signal);
    ::sigprocmask(SIG_UNBLOCK, &only, nullptr);
    ::kill(::getpid(), signal);
}

std::string signalName(int signal)
{
    switch (signal) {
    case SIGHUP:
        return "SIGHUP";
    case SIGINT:
        return "SIGINT";
    case SIGQUIT:
        return "SIGQUIT";
    case SIGABRT:
        return "SIGABRT";
    case SIGKILL:
        return "SIGKILL";
    case SIGSEGV:
        return "SIGSEGV";
    case SIGPIPE:
        return "SIGPIPE";
    case SIGTERM:
        return "SIGTERM";
    default:
        return "signal " + std::to_string(signal);
    }
}

} // namespace gatehouse::wrap
