// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/unjournalled.h"

#include "app/wrap/byte_queue.h"
#include "app/wrap/stream.h"
#include "core/base/clock.h"
#include "core/relay/session.h"

#include <array>
#include <poll.h>
#include <unistd.h>

namespace gatehouse::wrap {
namespace {

constexpr std::size_t kReadBytes = std::size_t{16} << 10;
constexpr int kPatienceMilliseconds =
    10'000; // for each step: the first request, and the client's taking the answer

/// False where time is over or a signal came.
bool waitFor(int descriptor, short what, SignalPipe& signals)
{
    std::array<pollfd, 2> list{{{descriptor, what, 0}, {signals.descriptor(), POLLIN, 0}}};
    return ::poll(list.data(), list.size(), kPatienceMilliseconds) > 0 && list[1].revents == 0;
}

void writeAll(Stream& to, ByteQueue& bytes, SignalPipe& signals)
{
    while (!bytes.isEmpty() && waitFor(to.descriptor(), POLLOUT, signals)) {
        const auto sent = to.write(bytes.front());
        if (sent.isEnded)
            return;
        bytes.drop(sent.bytes);
    }
}

} // namespace

void answerUnjournalled(const base::Error& why, SignalPipe& signals)
{
    const base::SystemClock clock;
    const auto now = [&clock] { return relay::Now{clock.now(), clock.monotonic()}; };
    relay::Session session({}, relay::Admission::Denied);
    relay::Output out;
    session.onJournalFailed(why, {}, now(), out);
    auto in = Stream::inherited(STDIN_FILENO, Stream::Use::Read);
    auto client = Stream::inherited(STDOUT_FILENO, Stream::Use::Write);
    std::array<char, kReadBytes> buffer{};
    while (out.toClient.empty() && in.isOpen() && waitFor(in.descriptor(), POLLIN, signals)) {
        const auto got = in.read(buffer.data(), buffer.size());
        if (got.isEnded)
            return;
        session.onClientBytes({buffer.data(), got.bytes}, now(), out);
        out.events.clear(); // there is nothing to write them to
    }
    ByteQueue answers;
    answers.push(out.toClient);
    writeAll(client, answers, signals);
}

} // namespace gatehouse::wrap
