// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/wrap/byte_queue.h"
#include "app/wrap/desktop_link.h"
#include "app/wrap/folder_watch.h"
#include "app/wrap/keeper.h"
#include "app/wrap/launch_check.h"
#include "app/wrap/pin_files.h"
#include "app/wrap/readiness.h"
#include "app/wrap/signals.h"
#include "app/wrap/stream.h"
#include "app/wrap/timers.h"
#include "core/base/clock.h"
#include "core/base/places.h"
#include "core/journal/journal_writer.h"
#include "core/learning/baseline_files.h"
#include "core/relay/session.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace gatehouse::wrap {

/// How the wrapper itself is to end: with an exit code, or by the signal that ended its server.
struct Outcome {
    int exitCode = 0;
    int signal = 0;
};

/// Where a guarded session came from; made by the program before the first byte.
struct GuardParts {
    base::Places places;
    LaunchCheck check;
    Standing standing;
    journal::JournalWriter journal;
    std::string sessionId;
    std::vector<model::ProcessInfo> ancestry;
};

/// Runs one session: moves bytes between the client, the state machine and the server, and does what the
/// state machine asks for. Nothing leaves before its journal lines are written; a journal that cannot be
/// written ends the session.
class Guard {
public:
    Guard(GuardParts parts, SignalPipe& signals);

    Outcome run();

private:
    // How far the server's end has come (MCP, stdio: close stdin, wait, SIGTERM, wait, SIGKILL).
    enum class Ending { No, InputClosed, Terminated, Killed };
    // The wrapper's own timers.
    enum OwnTimer : int {
        EscalateTimer = -1,
        FlushTimer = -2,
        SnapshotTimer = -3,
        ToolsTimer = -4,
        BehaviourTimer = -5,
        GrantTimer = -6,
        MemoryTimer = -7,
        UntracedTimer = -8
    };
    // What is waited for, by its place in the list.
    enum Place : std::size_t {
        FromClient,
        ToClient,
        FromServer,
        ToServer,
        KeeperLine,
        SignalLine,
        WatchLine,
        DesktopLine
    };

    // guard.cpp: the loop
    relay::Now now() const;
    void pollOnce();
    Readiness::List awaited() const;
    std::optional<base::MonotonicMicroseconds> nextTimer() const;
    void handleReady(const Readiness::List& list);
    void handleTimers();
    void handleSignals();
    void readClient();
    void readServer();
    bool mayReadClient() const;
    bool mayReadServer() const;
    bool isDone() const;

    // guard_round.cpp: what a round leads to
    void settle();
    bool journalRound(relay::Output& round);
    void queueRound(relay::Output& round);
    void writeToClient();
    void writeToServer();
    void closeServerInputIfDue();
    void carryOut(const relay::Command& command);
    void failClosed(const base::Error& why, std::string_view undelivered);
    void say(std::string_view text) const;

    // guard_launch.cpp: the server's admission and start
    void startServer();
    void serverFailed(const base::Error& why);
    bool isServerStillApproved(std::string_view when);
    void endChanged(std::string_view when);
    void reconsider();
    /// What the books say by now of what has been started as this.
    relay::Admission admissionOfStarted(const Standing& started) const;
    void askAnew(const relay::AskForApproval& how);
    void handleWatch();
    void watchOrganisation();
    void organisationChanged();
    void keepGrantClock();
    void rereadPolicy();
    void rereadTrust();
    void rereadListRules();

    // guard_untraced.cpp: a package that was fetched and is found nowhere
    void serverSpeaks(std::string_view bytes);
    void passServerBytes(std::string_view bytes);
    void withhold(std::string_view bytes);
    void reconsiderUntraced();
    void release();
    void endUntraced(relay::Admission admission);
    void dropWithheld();
    void giveUpUntraced();

    // guard_calls.cpp: questions about calls
    void askAboutCall(const relay::AskAboutCall& question);
    void reconsiderCalls();
    bool settleCall(const relay::AskAboutCall& question);
    void forgetCall(const std::string& cardId);
    model::SessionEvent callEvent(const relay::AskAboutCall& question) const;

    // guard_definitions.cpp: what the server defines
    void prepareDefinitions();
    std::vector<pipeline::OtherTool> otherTools();
    void rereadPins();
    void sweepPins();
    void keepPins(const relay::KeepPins& pins);
    void askAboutDefinition(const relay::AskAboutCall& question);
    void reconsiderDefinitions();
    /// Tells the session what the user wants of its tools, where that is something else by now.
    void reconsiderTools();
    std::vector<std::vector<model::ToolRule>> toolRules() const;
    /// The wall clock, but never earlier than before: set back, it prolongs nothing.
    base::UnixMilliseconds steadyTime();
    void watchExpiry(base::UnixMilliseconds moment);

    // guard_behaviour.cpp: what its calls usually are like
    void prepareBehaviour();
    void behaviourFailed(std::string kind, const base::Error& why);
    void keepBehaviourSoon();
    void keepBehaviour(bool isLast);
    void rereadBehaviour();

    void snapshotTick();
    void askForApproval(const relay::AskForApproval& how);
    /// Journals what the approval did not know yet.
    void learn();
    void pinPattern();
    void useUpWhenInitialised();
    void shrinkWhenInitialised();
    void giveBackMemorySoon();
    model::SessionEvent ownEvent(std::string kind, std::string reason, std::string details) const;
    void completeEvent(model::SessionEvent& event) const;

    // guard_ending.cpp: how it all ends
    void clientGone();
    void serverExited(ServerExit exit);
    void serverOutputEnded();
    bool isUnwanted() const;
    void endServer(int signal);
    void escalate();
    void journalExit();
    void beginFlush();
    void giveUpClient();
    Outcome finish();

    GuardParts m_parts;
    SignalPipe& m_signals;
    base::SystemClock m_clock;
    relay::Session m_session;
    relay::Output m_out;
    Stream m_clientIn;
    Stream m_clientOut;
    ByteQueue m_toClient;
    ByteQueue m_toServer;
    Keeper m_keeper;
    FolderWatch m_watch;
    DesktopLink m_link;
    Readiness m_readiness;
    Timers m_timers;
    std::unique_ptr<char[]> m_buffer;

    std::size_t m_ownBytesToClient = 0; // answers in the server's place that have not gone yet
    std::size_t m_ownBytesToServer = 0;
    bool m_clientHasEnded = false;
    bool m_closeServerInput = false;        // once everything for it has gone
    bool m_serverOutputHasEnded = true;     // no server yet
    base::UnixMilliseconds m_startedAt = 0; // of the server
    bool m_needsRecheck = false;            // run by path: look again before the first byte counts
    std::optional<std::string> m_withheld;  // the server's first bytes, until somebody allows them
    std::optional<Standing> m_startedAs;    // while they are: by what it was started
    std::optional<ServerExit> m_serverExit;
    std::optional<std::size_t>
        m_drain; // bytes that the server wrote before it ended and that are still to be read
    Ending m_ending = Ending::No;
    int m_signal = 0; // the first that told the wrapper to end
    std::optional<relay::EndSession> m_end;
    bool m_hasFailedClosed = false;
    bool m_isUsedUpAtEnd = false;
    bool m_isShrunk = false;
    bool m_pinsPattern = false; // as soon as the journal has the line that says what was learned
    bool m_hasSaidDetail = false;
    std::optional<relay::AskForApproval> m_asked;
    std::vector<relay::AskAboutCall> m_askedCalls; // the session holds them back
    std::set<std::string> m_askedDefinitions;      // card ids that a desktop may have heard of
    std::optional<PinFiles> m_pinFiles;            // of the launch that runs
    std::optional<learning::BaselineFiles> m_baselines;
    std::string m_organisationName; // of its folder, while that is not there
    bool m_waitsForOrganisation = false;
    std::string m_baselineName; // of the file there
    bool m_willKeepBehaviour = false;
    base::MonotonicMicroseconds m_behaviourKeptAt = 0;
    bool m_behaviourFails = false; // to be kept; said once
    std::optional<base::FileStamp> m_snapshotStamp;
    base::UnixMilliseconds m_steadySince = 0; // the wall clock at m_steadyFrom
    base::MonotonicMicroseconds m_steadyFrom = 0;
};

} // namespace gatehouse::wrap
