// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/guard.h"
#include "app/wrap/life_events.h"
#include "core/base/utf8.h"
#include "core/relay/reasons.h"

#include <utility>

namespace gatehouse::wrap {
namespace {

/// What the official SDK's client allows its servers at each step.
constexpr base::MonotonicMicroseconds kStep = 2'000'000;
/// One that may not run any more is gone within a second, however little it wants to go.
constexpr base::MonotonicMicroseconds kStepOfUnwanted = 300'000;
/// A client that has asked for the end, and one that may only be slow, taking nothing for this long.
constexpr base::MonotonicMicroseconds kFlushAfterRequest = 5'000'000;
constexpr base::MonotonicMicroseconds kFlushOtherwise = 60'000'000;
constexpr int kFailedClosed = 70; // EX_SOFTWARE of sysexits.h

} // namespace

void Guard::clientGone()
{
    if (std::exchange(m_clientHasEnded, true))
        return;
    m_clientIn.close();
    m_session.onClientEnd(now(), m_out);
}

bool Guard::isUnwanted() const
{
    return m_end &&
        (m_end->reason == relay::endings::kApprovalWithdrawn || m_end->reason == relay::endings::kDenied);
}

void Guard::endServer(int signal)
{
    if (isUnwanted())
        m_toServer.clear(); // what it has not taken yet is not for it any more
    if (m_signal == 0)
        m_signal = signal;
    if (!m_keeper.isRunning() || m_serverExit) {
        if (signal != 0)
            beginFlush();
        return;
    }
    const bool hadItsTime = std::exchange(m_closeServerInput, true);
    closeServerInputIfDue();
    if (signal != 0)
        m_keeper.signalServer(signal);
    const auto stage = signal == SIGTERM ? Ending::Terminated : Ending::InputClosed;
    if (stage <= m_ending)
        return;
    m_ending = stage;
    if (hadItsTime && signal == 0) {
        escalate(); // the session closed its input before, and has waited
        return;
    }
    m_timers.set(EscalateTimer, m_clock.monotonic() + (isUnwanted() ? kStepOfUnwanted : kStep));
}

void Guard::escalate()
{
    switch (m_ending) {
    case Ending::No:
        return;
    case Ending::InputClosed:
        m_keeper.signalServer(SIGTERM);
        m_ending = Ending::Terminated;
        break;
    case Ending::Terminated:
        m_keeper.signalServer(SIGKILL);
        m_ending = Ending::Killed;
        break;
    case Ending::Killed:
        // Not even SIGKILL was answered in time: it hangs in the kernel. The keeper stays with it.
        serverExited({0, SIGKILL});
        return;
    }
    m_timers.set(EscalateTimer, m_clock.monotonic() + (isUnwanted() ? kStepOfUnwanted : kStep));
}

void Guard::serverExited(ServerExit exit)
{
    if (m_serverExit)
        return;
    m_serverExit = exit;
    m_timers.cancel(EscalateTimer);
    m_toServer.clear();
    m_keeper.toServer().close();
    beginFlush(); // also for what is read yet: a client that takes nothing keeps us from reading it
    if (m_serverOutputHasEnded) {
        journalExit();
        return;
    }
    // What it wrote itself is in the pipe; what a descendant writes later does not count, or it could keep us
    // here.
    m_drain = m_keeper.fromServer().readable();
    dropWithheld();
    if (*m_drain == 0)
        serverOutputEnded();
}

void Guard::serverOutputEnded()
{
    if (std::exchange(m_serverOutputHasEnded, true))
        return;
    m_keeper.fromServer().close();
    if (m_serverExit)
        journalExit();
    m_session.onServerEnd(now(), m_out);
    if (m_serverExit)
        beginFlush();
}

void Guard::journalExit()
{
    m_out.events.push_back(ownEvent("server-exit", {}, exitDetails(*m_serverExit)));
}

void Guard::beginFlush()
{
    const bool wasAskedTo = m_clientHasEnded || m_signal != 0;
    m_timers.set(FlushTimer, m_clock.monotonic() + (wasAskedTo ? kFlushAfterRequest : kFlushOtherwise));
}

void Guard::giveUpClient()
{
    m_toClient.clear();
    m_clientOut.close();
}

Outcome Guard::finish()
{
    m_link.withdraw();
    m_keeper.end();
    if (m_hasFailedClosed)
        return {kFailedClosed, 0};
    const auto reason = m_signal != 0 && !m_end ? signalName(m_signal)
        : m_end                                 ? m_end->reason
                                                : std::string();
    keepBehaviour(true);
    sweepPins();
    keepGrantClock();
    for (auto& event : m_out.events)
        m_parts.journal.append(event);
    m_parts.journal.append(ownEvent("session-end", reason, {}));
    if (const auto written = m_parts.journal.flush(); !written)
        say("the end of the session could not be journalled: " + base::printable(written.error().detail));
    // A server that ended by itself, or because its client left, speaks for itself.
    const bool sessionEndedIt =
        m_end && m_end->reason != relay::endings::kServerEnd && m_end->reason != relay::endings::kClientEnd;
    if (m_serverExit && !sessionEndedIt)
        return {m_serverExit->code, m_serverExit->signal};
    if (m_signal != 0)
        return {0, m_signal};
    return {m_end ? m_end->exitCode : 0, 0};
}

} // namespace gatehouse::wrap
