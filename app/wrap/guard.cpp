// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/guard.h"
#include "app/wrap/large_buffers.h"

#include "app/wrap/life_events.h"
#include "core/base/ids.h"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace gatehouse::wrap {
namespace {

constexpr std::size_t kReadBytes = std::size_t{256} << 10;
/// Above this much waiting for one side, the other is not read.
constexpr std::size_t kHighWater = std::size_t{1} << 20;
constexpr std::uint64_t kExcerptShare = 8; // of the journal: escaped, an excerpt may be several times as long
constexpr std::size_t kRedactionKeyBytes = 32;

relay::SessionOptions sessionOptions(const GuardParts& parts)
{
    const auto& standing = parts.standing;
    relay::SessionOptions options;
    options.sessionId = parts.sessionId;
    options.limits.maxLineBytes = standing.settings.maxLineBytes;
    options.limits.maxDepth = standing.settings.maxDepth;
    options.limits.maxOpenRequests = standing.settings.maxOpenRequests;
    options.serverName = serverName(standing.identity);
    if (standing.admission != relay::Admission::Approved)
        options.cardId = standing.cardId;
    if (standing.entry) {
        options.isKnownModern = standing.entry->isKnownModern;
        options.knownCapabilities = standing.entry->knownCapabilities;
    }
    options.pendingReason = standing.reason;
    options.excerptBytes = static_cast<std::size_t>(standing.settings.excerptBytes);
    options.allExcerptBytes = standing.settings.maxJournalBytes / kExcerptShare;
    options.identity = standing.identity;
    options.redactionKey = base::randomHex(kRedactionKeyBytes);
    options.serverOrigin =
        standing.identity.entryRef.empty() ? options.serverName : standing.identity.entryRef;
    options.inspection = standing.settings.inspection;
    options.classes = standing.settings.classes;
    options.acceptsWording = standing.settings.acceptsWording;
    options.trust = standing.trust;
    return options;
}

ipc::Hello helloOf(const GuardParts& parts)
{
    return {ipc::kProtocolVersion, "wrap", GATEHOUSE_VERSION, parts.sessionId, parts.journal.path()};
}

} // namespace

Guard::Guard(GuardParts parts, SignalPipe& signals)
    : m_parts(std::move(parts))
    , m_signals(signals)
    , m_session(sessionOptions(m_parts), m_parts.standing.admission)
    , m_clientIn(Stream::inherited(STDIN_FILENO, Stream::Use::Read))
    , m_clientOut(Stream::inherited(STDOUT_FILENO, Stream::Use::Write))
    , m_link(m_parts.places, helloOf(m_parts))
    , m_buffer(new char[kReadBytes])
{
    // So that there is something to watch, should the user write his first policy while this session lasts.
    static_cast<void>(base::makePrivateFolder(m_parts.places.configFolder));
    for (const auto& folder : m_parts.check.watchedFolders())
        m_watch.add(folder);
    watchOrganisation();
}

Outcome Guard::run()
{
    const auto& standing = m_parts.standing;
    m_out.events.push_back(ownEvent("session-start", standing.reason,
        sessionStartDetails(standing, m_parts.sessionId, m_parts.ancestry)));
    m_session.begin(now(), m_out);
    settle();
    while (!isDone())
        pollOnce();
    return finish();
}

relay::Now Guard::now() const
{
    return {m_clock.now(), m_clock.monotonic()};
}

bool Guard::mayReadClient() const
{
    // Answers to the client itself count apart: a client that writes first and reads later must not be locked
    // out by the server's output, nor may one that never reads be answered without bound.
    return m_clientIn.isOpen() && !m_clientHasEnded && m_toServer.size() < kHighWater &&
        m_ownBytesToClient < kHighWater;
}

bool Guard::mayReadServer() const
{
    return !m_serverOutputHasEnded && !m_withheld && m_toClient.size() < kHighWater &&
        m_ownBytesToServer < kHighWater;
}

Readiness::List Guard::awaited() const
{
    Readiness::List list;
    if (mayReadClient())
        list[FromClient] = {m_clientIn.descriptor(), POLLIN};
    if (!m_toClient.isEmpty())
        list[ToClient] = {m_clientOut.descriptor(), POLLOUT};
    if (m_keeper.isRunning()) {
        const auto opened = m_keeper.starts();
        if (mayReadServer())
            list[FromServer] = {m_keeper.fromServer().descriptor(), POLLIN, 0, opened};
        if (!m_toServer.isEmpty() && !m_withheld)
            list[ToServer] = {m_keeper.toServer().descriptor(), POLLOUT, 0, opened};
        if (!m_serverExit)
            list[KeeperLine] = {m_keeper.descriptor(), POLLIN, 0, opened};
    }
    list[SignalLine] = {m_signals.descriptor(), POLLIN};
    list[WatchLine] = {m_watch.descriptor(), POLLIN};
    if (m_link.isConnected()) {
        const int events = m_link.wantsToWrite() ? POLLIN | POLLOUT : POLLIN;
        list[DesktopLine] = {m_link.descriptor(), static_cast<short>(events), 0, m_link.connections()};
    }
    return list;
}

std::optional<base::MonotonicMicroseconds> Guard::nextTimer() const
{
    auto next = m_timers.next();
    if (const auto reconnect = m_link.nextTry(); reconnect && (!next || *reconnect < *next))
        next = reconnect;
    return next;
}

void Guard::pollOnce()
{
    auto list = awaited();
    if (!m_readiness.wait(list, nextTimer(), m_clock)) {
        if (errno != EINTR)
            failClosed(base::errnoError(errno, "poll"), {});
        return;
    }
    handleReady(list);
    settle();
    handleTimers();
    settle();
}

void Guard::handleReady(const Readiness::List& list)
{
    if (list[SignalLine].ready != 0)
        handleSignals();
    if (list[FromServer].ready != 0)
        readServer();
    if (list[FromClient].ready != 0)
        readClient();
    if (list[ToServer].ready != 0)
        writeToServer();
    if (list[ToClient].ready != 0)
        writeToClient();
    if (list[KeeperLine].ready != 0) {
        if (const auto exit = m_keeper.takeExit())
            serverExited(*exit);
    }
    if (list[WatchLine].ready != 0)
        handleWatch();
    if (list[DesktopLine].ready != 0 && m_link.isConnected())
        m_link.onReady(now().monotonicUs);
}

void Guard::handleTimers()
{
    const auto moment = m_clock.monotonic();
    m_link.onTime(moment);
    while (const auto id = m_timers.takeDue(moment)) {
        if (*id == EscalateTimer)
            escalate();
        else if (*id == FlushTimer)
            giveUpClient();
        else if (*id == SnapshotTimer)
            snapshotTick();
        else if (*id == ToolsTimer)
            reconsiderTools();
        else if (*id == BehaviourTimer)
            keepBehaviour(false);
        else if (*id == GrantTimer)
            keepGrantClock();
        else if (*id == MemoryTimer)
            giveBackMemory();
        else if (*id == UntracedTimer)
            giveUpUntraced();
        else
            m_session.onTimer(*id, now(), m_out);
    }
}

void Guard::handleSignals()
{
    for (const int signal : m_signals.take())
        endServer(signal);
}

void Guard::readClient()
{
    const auto got = m_clientIn.read(m_buffer.get(), kReadBytes);
    if (got.bytes > 0) {
        const auto before = m_out.toClient.size();
        m_session.onClientBytes({m_buffer.get(), got.bytes}, now(), m_out);
        m_ownBytesToClient += m_out.toClient.size() - before;
    } else if (got.isEnded) {
        clientGone();
    }
}

void Guard::readServer()
{
    const auto room = std::min(kReadBytes, m_drain.value_or(kReadBytes));
    const auto got = m_keeper.fromServer().read(m_buffer.get(), room);
    if (got.bytes > 0) {
        if (m_needsRecheck && !isServerStillApproved("before it said anything")) {
            m_session.onServerEnd(now(), m_out);
            return;
        }
        if (m_drain)
            *m_drain -= got.bytes;
        serverSpeaks({m_buffer.get(), got.bytes});
        dropWithheld();
        if (m_withheld)
            return;
    }
    if (got.isEnded || (m_drain && (*m_drain == 0 || got.bytes == 0)))
        serverOutputEnded();
}

bool Guard::isDone() const
{
    const bool isServerGone = m_keeper.serverPid() < 0 || m_serverExit || !m_keeper.isRunning();
    const bool wantsToEnd = m_end || m_signal != 0 || m_hasFailedClosed || m_serverExit;
    return wantsToEnd && isServerGone && m_serverOutputHasEnded && m_toClient.isEmpty();
}

} // namespace gatehouse::wrap
