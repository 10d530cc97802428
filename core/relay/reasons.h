// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// The stable words that a session writes into journals and gives to the program around it. What a pipeline
/// stage says is in core/pipeline/reasons.h; why a line does not parse is the name of its error code. Never
/// change one after a release.
namespace gatehouse::relay {

/// SessionEvent::kind. The program adds its own ("session-start", "server-exit", "session-end").
namespace kinds {
inline constexpr std::string_view kMessage = "message";
inline constexpr std::string_view kPending = "pending";   ///< approval was asked for; details: client, probe
inline constexpr std::string_view kApproved = "approved"; ///< the decision arrived while the session waited
inline constexpr std::string_view kDenied = "denied";     ///< the same, or it was there from the start
inline constexpr std::string_view kApprovalWithdrawn =
    "approval-withdrawn"; ///< nothing approves any more what was approved before
inline constexpr std::string_view kClient =
    "client"; ///< what the client says of itself; details: name, version, protocol
inline constexpr std::string_view kHoldingAnswer =
    "holding-answer"; ///< a request was answered in the server's place
inline constexpr std::string_view kServerStart = "server-start";
inline constexpr std::string_view kServerFailed = "server-failed";
inline constexpr std::string_view kHandshakeReplayed = "handshake-replayed"; ///< details: version
inline constexpr std::string_view kLearned =
    "learned"; ///< what the server said of itself; details: era, version, capabilities
inline constexpr std::string_view kDefinitionsListed =
    "definitions-listed"; ///< details: kind, names, canonical digests and standing of what a page defines
inline constexpr std::string_view kDefinitionsPinned =
    "definitions-pinned"; ///< what was first seen of one kind; details: kind, names and canonical digests
inline constexpr std::string_view kDefinitionAccepted =
    "definition-accepted"; ///< the policy lets a wording pass; details: kind, name, canonical digest, diff
inline constexpr std::string_view kLineRefused =
    "line-refused"; ///< a line that is no message; its bytes went nowhere
inline constexpr std::string_view kServerEnd = "server-end";
inline constexpr std::string_view kClientEnd = "client-end";
} // namespace kinds

/// SessionEvent::reason.
namespace reasons {
inline constexpr std::string_view kUnmatchedAnswer =
    "unmatched-answer"; ///< no request is open for it: unasked, or the second one
inline constexpr std::string_view kLateAnswer = "late-answer";   ///< its request was cancelled; passes
inline constexpr std::string_view kDuplicateId = "duplicate-id"; ///< a request with this id is open already
inline constexpr std::string_view kNoise = "noise";              ///< no JSON at all
inline constexpr std::string_view kUnfinishedLine = "unfinished-line"; ///< the stream ended within a line
inline constexpr std::string_view kBatchTooLong = "batch-too-long";
inline constexpr std::string_view kInitializeInBatch = "initialize-in-batch";
inline constexpr std::string_view kServerNotRunning = "server-not-running";
inline constexpr std::string_view kWithheld = "withheld";
inline constexpr std::string_view kCancelled = "cancelled"; ///< a request that waited here was cancelled
inline constexpr std::string_view kQueueFull = "queue-full";
inline constexpr std::string_view kHandshakeTooLarge = "handshake-too-large";
inline constexpr std::string_view kAlreadySent =
    "already-sent"; ///< the session said it in the client's name before
inline constexpr std::string_view kCapabilityMissing =
    "capability-missing"; ///< declared while holding, absent in the server
inline constexpr std::string_view kReplayAnswer = "replay-answer"; ///< answers a request of the session's own
inline constexpr std::string_view kWindowPassed =
    "window-passed"; ///< the withheld answer went out without the server
inline constexpr std::string_view kCallDenied = "call-denied";
inline constexpr std::string_view kCallUnanswered =
    "call-unanswered"; ///< nobody answered in time, or nobody could be asked: it may be made again
inline constexpr std::string_view kSessionEnded = "session-ended";
inline constexpr std::string_view kNotApproved =
    "not-approved"; ///< where the program gave no reason for pending
} // namespace reasons

/// EndSession::reason, also the reason of the refusals that go with it. EndSession::exitCode counts where no
/// server ran or the session itself ends it; where the server ended by itself, its own exit code or signal is
/// the program's.
namespace endings {
inline constexpr std::string_view kClientEnd = "client-end";
inline constexpr std::string_view kServerEnd = "server-end";
inline constexpr std::string_view kServerFailed = "server-failed";
inline constexpr std::string_view kDenied = "denied";
inline constexpr std::string_view kApprovalWithdrawn = "approval-withdrawn";
inline constexpr std::string_view kUnsupportedVersion = "unsupported-version";
inline constexpr std::string_view kWrongEra = "wrong-era";
inline constexpr std::string_view kHandshakeFailed = "handshake-failed";
inline constexpr std::string_view kHandshakeTimedOut =
    "handshake-timed-out"; ///< the server runs and does not answer the replayed handshake
inline constexpr std::string_view kJournalFailed =
    "journal-failed"; ///< stands in answers only: there is no journal that could take it
inline constexpr std::string_view kClientWasRefused =
    "client-was-refused"; ///< approved after the client got an error: it must start anew
} // namespace endings

/// SetTimer::id.
namespace timers {
inline constexpr int kProbe = 1;
inline constexpr int kInitialize = 2;
inline constexpr int kLists = 3;
inline constexpr int kClientGone = 4;
inline constexpr int kHandshake = 5;
inline constexpr int kCalls = 6;
} // namespace timers

} // namespace gatehouse::relay
