// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/code_pages.h"
#include "app/wrap/guard.h"
#include "app/wrap/large_buffers.h"
#include "core/base/utf8.h"

#include <poll.h>
#include <unistd.h>
#include <utility>
#include <variant>

namespace gatehouse::wrap {
namespace {

constexpr std::size_t kNoticeLimit = 4096;

template <typename... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};
template <typename... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

} // namespace

void Guard::settle()
{
    // A command may lead to more: the server that was started to be told what waits for it, and so on.
    while (!m_out.toClient.empty() || !m_out.toServer.empty() || !m_out.events.empty() ||
        !m_out.commands.empty()) {
        auto commands = std::move(m_out.commands);
        m_out.commands.clear();
        if (!journalRound(m_out))
            return;
        // Kept before it is seen: no other session, and no later one, may take something else for the first.
        for (const auto& command : commands) {
            if (const auto* const pins = std::get_if<relay::KeepPins>(&command))
                keepPins(*pins);
        }
        queueRound(m_out);
        for (const auto& command : commands)
            carryOut(command);
    }
    if (m_pinFiles)
        m_pinFiles->endTurn();
    pinPattern();
    useUpWhenInitialised();
    shrinkWhenInitialised();
    giveBackMemorySoon();
    keepBehaviourSoon();
    closeServerInputIfDue();
}

/// Once: what the start needed, sessions that go on for days do not.
void Guard::shrinkWhenInitialised()
{
    if (m_isShrunk || !m_session.isInitialised())
        return;
    m_isShrunk = true;
    giveBackCodePages();
}

/// When a second has gone by without another large message.
void Guard::giveBackMemorySoon()
{
    constexpr base::MonotonicMicroseconds kKept = 1'000'000;
    if (hasUsedLargeBuffer())
        m_timers.set(MemoryTimer, m_clock.monotonic() + kKept);
}

bool Guard::journalRound(relay::Output& round)
{
    if (m_hasFailedClosed) {
        round = {};
        return false;
    }
    if (round.events.empty())
        return true;
    for (auto& event : round.events) {
        completeEvent(event);
        m_parts.journal.append(event);
    }
    round.events.clear();
    const auto written = m_parts.journal.flush();
    if (written)
        return true;
    const auto undelivered = std::move(round.toClient);
    round = {};
    failClosed(written.error(), undelivered);
    return false;
}

void Guard::queueRound(relay::Output& round)
{
    if (!round.toClient.empty()) {
        m_toClient.push(round.toClient);
        writeToClient();
    }
    if (!round.toServer.empty()) {
        m_toServer.push(round.toServer);
        writeToServer();
    }
}

void Guard::writeToClient()
{
    while (!m_toClient.isEmpty()) {
        const auto sent = m_clientOut.write(m_toClient.front());
        if (sent.isEnded) {
            // Nobody reads: what the server would see as a broken pipe.
            m_toClient.clear();
            m_clientOut.close();
            m_ownBytesToClient = 0;
            clientGone();
            endServer(0);
            return;
        }
        if (sent.bytes == 0)
            return;
        m_toClient.drop(sent.bytes);
        if (m_ending != Ending::No || m_end)
            beginFlush();
    }
    m_ownBytesToClient = 0;
}

void Guard::writeToServer()
{
    if (m_withheld)
        return; // nobody has allowed that it hears more
    while (!m_toServer.isEmpty() && m_keeper.isRunning()) {
        const auto sent = m_keeper.toServer().write(m_toServer.front());
        if (sent.isEnded) {
            m_toServer.clear();
            m_keeper.toServer().close();
            break;
        }
        if (sent.bytes == 0)
            return;
        m_toServer.drop(sent.bytes);
    }
    if (!m_keeper.isRunning() && m_serverExit)
        m_toServer.clear();
    m_ownBytesToServer = 0;
    closeServerInputIfDue();
}

void Guard::closeServerInputIfDue()
{
    if (m_closeServerInput && m_toServer.isEmpty() && m_keeper.isRunning())
        m_keeper.toServer().close();
}

void Guard::carryOut(const relay::Command& command)
{
    const auto moment = m_clock.monotonic();
    std::visit(Overloaded{
                   [this](const relay::StartServer&) { startServer(); },
                   [this](const relay::AskForApproval& how) { askForApproval(how); },
                   [this](const relay::AskAboutCall& question) { askAboutCall(question); },
                   [this](const relay::CallWaitsNoMore& call) { forgetCall(call.cardId); },
                   [](const relay::KeepPins&) {}, // done before the bytes went
                   [this](const relay::CloseServerInput&) {
                       m_closeServerInput = true;
                       closeServerInputIfDue();
                   },
                   [&](const relay::SetTimer& timer) { m_timers.set(timer.id, moment + timer.after); },
                   [this](const relay::CancelTimer& timer) { m_timers.cancel(timer.id); },
                   [this](const relay::EndSession& end) {
                       m_end = end;
                       endServer(0);
                       beginFlush();
                   },
                   [this](const relay::Notice& notice) { say(notice.text); },
               },
        command);
}

void Guard::failClosed(const base::Error& why, std::string_view undelivered)
{
    if (std::exchange(m_hasFailedClosed, true))
        return;
    say("the session ends, because its journal cannot be written: " + std::string(base::errorName(why.code)) +
        ": " + base::printable(why.detail) + ". Nothing is relayed without it. Make room or make " +
        m_parts.places.journalFolder + " writable, then reconnect the server.");
    m_out = {};
    m_toServer.clear();
    m_clientHasEnded = true;
    m_keeper.end();
    m_serverOutputHasEnded = true;
    // What the journal has taken already stands in front of these, and goes first; a line is never left half
    // said.
    relay::Output answers;
    m_session.onJournalFailed(why, undelivered, now(), answers);
    m_toClient.push(answers.toClient);
    beginFlush();
}

void Guard::say(std::string_view text) const
{
    auto line = "gatehouse-wrap: " + std::string(base::truncateUtf8(text, kNoticeLimit)) + '\n';
    // One write and no waiting: stderr is the client's, and may be full or closed.
    pollfd ready{STDERR_FILENO, POLLOUT, 0};
    if (::poll(&ready, 1, 0) > 0 && (ready.revents & POLLOUT) != 0 &&
        ::write(STDERR_FILENO, line.data(), line.size()) < 0)
        return;
}

} // namespace gatehouse::wrap
