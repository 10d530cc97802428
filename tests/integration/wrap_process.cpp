// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/wrap_process.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse::integration {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct Ends {
    base::Descriptor ours;
    base::Descriptor theirs;
};

/// `weWrite`: the direction.
Ends makeEnds(bool isSocket, bool weWrite)
{
    std::array<int, 2> ends{-1, -1};
    const int failed = isSocket ? ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data())
                                : ::pipe2(ends.data(), O_CLOEXEC);
    if (failed != 0)
        std::abort();
    if (weWrite)
        std::swap(ends[0], ends[1]);
    ::fcntl(ends[0], F_SETFL, ::fcntl(ends[0], F_GETFL) | O_NONBLOCK);
    return {base::Descriptor(ends[0]), base::Descriptor(ends[1])};
}

std::vector<char*> toPointers(const std::vector<std::string>& words)
{
    std::vector<char*> pointers;
    for (const auto& word : words)
        pointers.push_back(const_cast<char*>(word.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

/// False at the end of the stream.
bool readSome(int descriptor, std::string& into)
{
    std::array<char, 1 << 16> chunk;
    const auto got = ::read(descriptor, chunk.data(), chunk.size());
    if (got > 0)
        into.append(chunk.data(), static_cast<std::size_t>(got));
    return got > 0 || (got < 0 && errno == EAGAIN);
}

} // namespace

WrapProcess::WrapProcess(const WrapStart& start)
{
    auto in = makeEnds(start.usesSockets, true);
    auto out = makeEnds(start.usesSockets, false);
    auto errors = makeEnds(false, false);
    std::vector<std::string> words{start.program.empty() ? GATEHOUSE_WRAP_PROGRAM : start.program};
    words.insert(words.end(), start.arguments.begin(), start.arguments.end());
    auto environment = start.environment;
    const auto argv = toPointers(words);
    const auto variables = toPointers(environment);
    std::signal(SIGPIPE, SIG_IGN); // a wrapper that has gone is an answer, not the end of the test
    m_pid = ::fork();
    if (m_pid == 0) {
        std::signal(SIGPIPE, SIG_DFL);
        ::dup2(in.theirs.get(), STDIN_FILENO);
        ::dup2(out.theirs.get(), STDOUT_FILENO);
        ::dup2(start.closesErrors ? ::open("/dev/null", O_WRONLY) : errors.theirs.get(), STDERR_FILENO);
        if (!start.folder.empty() && ::chdir(start.folder.c_str()) != 0)
            ::_exit(126);
        ::execve(argv.front(), argv.data(), variables.data());
        ::_exit(126);
    }
    m_in = std::move(in.ours);
    m_out = std::move(out.ours);
    m_errors = std::move(errors.ours);
}

WrapProcess::~WrapProcess()
{
    if (m_pid > 0 && !m_status) {
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
    }
}

bool WrapProcess::pump(
    int milliseconds, const std::function<bool()>& isDone, std::string_view* toSend, bool reads)
{
    const auto until = SteadyClock::now() + std::chrono::milliseconds(milliseconds);
    while (!isDone()) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - SteadyClock::now()).count();
        if (left <= 0)
            return false;
        std::array<pollfd, 3> list{{{toSend != nullptr && !toSend->empty() ? m_in.get() : -1, POLLOUT, 0},
            {reads && !m_hasEnded ? m_out.get() : -1, POLLIN, 0}, {m_errors.get(), POLLIN, 0}}};
        ::poll(list.data(), list.size(), static_cast<int>(left));
        if (list[0].revents != 0) {
            const auto sent = ::send(m_in.get(), toSend->data(), toSend->size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            const auto wrote =
                sent < 0 && errno == ENOTSOCK ? ::write(m_in.get(), toSend->data(), toSend->size()) : sent;
            if (wrote < 0 && errno != EAGAIN)
                return false;
            if (wrote > 0)
                toSend->remove_prefix(static_cast<std::size_t>(wrote));
        }
        if (list[1].revents != 0 && !readSome(m_out.get(), m_read))
            m_hasEnded = true;
        if (list[2].revents != 0 && !readSome(m_errors.get(), m_errorText))
            m_errors.close();
    }
    return true;
}

bool WrapProcess::send(std::string_view bytes, int milliseconds)
{
    return pump(
        milliseconds, [&bytes] { return bytes.empty(); }, &bytes);
}

std::size_t WrapProcess::sendWithoutReading(std::string_view bytes)
{
    constexpr int kQuiet = 1500; // nothing more was taken for so long
    const auto all = bytes.size();
    for (auto before = all + 1; before != bytes.size() && !bytes.empty();) {
        before = bytes.size();
        const auto goal = bytes.size() - 1;
        pump(
            kQuiet, [&bytes, goal] { return bytes.size() <= goal; }, &bytes, false);
    }
    return all - bytes.size();
}

std::optional<std::string> WrapProcess::readLine(int milliseconds)
{
    std::size_t end = std::string::npos;
    auto searched = m_taken;
    const auto found = [&] {
        end = m_read.find('\n', searched);
        searched = m_read.size();
        return end != std::string::npos || m_hasEnded;
    };
    if (!pump(milliseconds, found, nullptr) || end == std::string::npos)
        return std::nullopt;
    auto line = m_read.substr(m_taken, end - m_taken);
    m_taken = end + 1;
    if (m_taken > m_read.size() / 2) {
        m_read.erase(0, m_taken);
        m_taken = 0;
    }
    return line;
}

std::string WrapProcess::readAll(int milliseconds)
{
    pump(
        milliseconds, [this] { return m_hasEnded; }, nullptr);
    auto rest = m_read.substr(m_taken);
    m_taken = m_read.size();
    return rest;
}

std::optional<std::string> WrapProcess::ask(std::string_view line)
{
    return send(std::string(line) + '\n') ? readLine() : std::nullopt;
}

void WrapProcess::signal(int signal) const
{
    ::kill(m_pid, signal);
}

std::optional<int> WrapProcess::waitForEnd(int milliseconds)
{
    const auto hasEnded = [this] {
        int status = 0;
        if (!m_status && ::waitpid(m_pid, &status, WNOHANG) == m_pid)
            m_status = status;
        return m_status.has_value();
    };
    waitUntil(
        [&] {
            drain();
            return hasEnded();
        },
        milliseconds);
    return m_status;
}

void WrapProcess::drain()
{
    constexpr int kMilliseconds = 10;
    pump(
        kMilliseconds, [] { return false; }, nullptr);
}

const std::string& WrapProcess::errors()
{
    drain();
    return m_errorText;
}

std::size_t WrapProcess::errorBytes()
{
    return errors().size();
}

long WrapProcess::memory(std::string_view field) const
{
    const auto status = base::readFile("/proc/" + std::to_string(m_pid) + "/status", 1 << 16);
    if (!status)
        return -1;
    const auto at = status->find(std::string(field) + ':');
    return at == std::string::npos ? -1 : std::strtol(status->c_str() + at + field.size() + 1, nullptr, 10);
}

bool waitUntil(const std::function<bool()>& isTrue, int milliseconds)
{
    const auto until = SteadyClock::now() + std::chrono::milliseconds(milliseconds);
    while (!isTrue()) {
        if (SteadyClock::now() > until)
            return false;
        ::poll(nullptr, 0, 5);
    }
    return true;
}

bool isRunning(pid_t pid)
{
    const auto stat = base::readFile("/proc/" + std::to_string(pid) + "/stat", 4096);
    if (!stat)
        return false;
    const auto behindName = stat->rfind(')');
    return behindName + 2 < stat->size() && (*stat)[behindName + 2] != 'Z';
}

} // namespace gatehouse::integration
