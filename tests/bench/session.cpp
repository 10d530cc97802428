// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/session.h"

#include "tests/bench/measure.h"
#include "tests/bench/payload.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace gatehouse::bench {
namespace {

constexpr std::uint32_t kArgumentSeed = 7;
constexpr int kPatienceMs = 60'000;
constexpr std::size_t kChunkBytes = std::size_t{64} * 1024; // what a pipe holds

base::Error failed(std::string detail)
{
    return {base::ErrorCode::Internal, std::move(detail)};
}

bool isAnswerTo(std::string_view line, std::size_t id)
{
    return line.find("\"id\":" + std::to_string(id) + ",") < 40 && line.find("\"result\":") < 80 &&
        line.find("\"isError\":true") == std::string_view::npos;
}

/// Waits for one of the events; false after a patience that no sound server needs.
bool waitFor(int descriptor, short events)
{
    pollfd polled{descriptor, events, 0};
    return ::poll(&polled, 1, kPatienceMs) > 0;
}

} // namespace

base::Result<BenchSession> BenchSession::start(const std::vector<std::string>& command,
    const std::vector<std::string>& environment, double& startMicroseconds)
{
    const double before = microsecondsNow();
    auto child = startChild(command, environment);
    if (!child)
        return child.error();
    BenchSession session;
    session.m_child = std::move(*child);
    const std::string hello =
        R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",)"
        R"("capabilities":{},"clientInfo":{"name":"bench","version":"1"}}})"
        "\n";
    if (auto sent = base::writeAll(session.m_child.input.get(), hello); !sent)
        return sent.error();
    if (auto answered = session.readAnswer(); !answered)
        return answered.error();
    startMicroseconds = microsecondsNow() - before;
    if (!isAnswerTo(session.m_answer, 0) || session.m_answer.find("\"name\":\"echo\"") == std::string::npos)
        return failed(command.front() +
            " did not answer initialize as the echo server: " + session.m_answer.substr(0, 400));
    const std::string ready = R"({"jsonrpc":"2.0","method":"notifications/initialized"})"
                              "\n";
    if (auto sent = base::writeAll(session.m_child.input.get(), ready); !sent)
        return sent.error();
    return session;
}

std::string BenchSession::request(const Load& load)
{
    std::string line = R"({"jsonrpc":"2.0","id":)" + std::to_string(++m_lastId) +
        R"(,"method":"tools/call","params":{"name":"echo","arguments":{"bytes":)" +
        std::to_string(load.resultBytes) + R"(,"kind":")" + std::string(load.payloadKind) + '"';
    if (load.argumentBytes > 0) {
        if (m_argument.size() != load.argumentBytes) {
            PayloadKind kind = PayloadKind::Code;
            payloadKindFrom(load.payloadKind, kind);
            m_argument = makePayload(kind, load.argumentBytes, kArgumentSeed);
        }
        line += R"(,"text":")" + m_argument + '"';
    }
    return line + "}}}\n";
}

base::Result<void> BenchSession::readAnswer()
{
    m_answer.swap(m_unread);
    m_unread.clear();
    std::size_t searched = 0;
    for (;;) {
        const auto end = m_answer.find('\n', searched);
        if (end != std::string::npos) {
            m_unread.assign(m_answer, end + 1);
            m_answer.resize(end);
            return {};
        }
        searched = m_answer.size();
        if (!waitFor(m_child.output.get(), POLLIN))
            return failed("no answer within a minute");
        m_answer.resize(searched + kChunkBytes);
        const ssize_t count = ::read(m_child.output.get(), m_answer.data() + searched, kChunkBytes);
        m_answer.resize(searched + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN))
            return failed("the server's output ended");
    }
}

base::Result<double> BenchSession::call(const Load& load)
{
    const std::string line = request(load);
    const double before = microsecondsNow();
    if (auto sent = base::writeAll(m_child.input.get(), line); !sent)
        return sent.error();
    if (auto answered = readAnswer(); !answered)
        return answered.error();
    const double took = microsecondsNow() - before;
    if (!isAnswerTo(m_answer, m_lastId) || m_answer.size() < load.resultBytes)
        return failed("wrong answer: " + m_answer.substr(0, 200));
    return took;
}

base::Result<double> BenchSession::callPipelined(const Load& load, std::size_t count, std::size_t window)
{
    const int input = m_child.input.get();
    ::fcntl(input, F_SETFL, ::fcntl(input, F_GETFL) | O_NONBLOCK);
    std::string outgoing;
    std::size_t asked = 0;
    std::size_t answered = 0;
    std::size_t received = 0;
    std::string chunk(kChunkBytes, '\0');
    const double before = microsecondsNow();
    while (answered < count) {
        while (asked < count && asked - answered < window && outgoing.size() < kChunkBytes) {
            outgoing += request(load);
            ++asked;
        }
        std::array<pollfd, 2> polled{
            pollfd{m_child.output.get(), POLLIN, 0}, pollfd{outgoing.empty() ? -1 : input, POLLOUT, 0}};
        if (::poll(polled.data(), polled.size(), kPatienceMs) <= 0)
            return failed("no answer within a minute");
        if (polled[1].revents != 0) {
            const ssize_t written = ::write(input, outgoing.data(), outgoing.size());
            if (written < 0 && errno != EAGAIN && errno != EINTR)
                return base::errnoError(errno, "write");
            outgoing.erase(0, static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
        }
        if (polled[0].revents != 0) {
            const ssize_t got = ::read(m_child.output.get(), chunk.data(), chunk.size());
            if (got <= 0)
                return failed("the server's output ended");
            received += static_cast<std::size_t>(got);
            answered += static_cast<std::size_t>(std::count(chunk.begin(), chunk.begin() + got, '\n'));
        }
    }
    const double took = microsecondsNow() - before;
    if (received < count * load.resultBytes)
        return failed("answers are missing or too short");
    ::fcntl(input, F_SETFL, ::fcntl(input, F_GETFL) & ~O_NONBLOCK);
    return took;
}

int BenchSession::finish()
{
    m_child.input.close();
    return m_child.wait();
}

} // namespace gatehouse::bench
