// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/approval.h"
#include "core/model/tool_rule.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gatehouse::ipc {

inline constexpr std::uint32_t kProtocolVersion = 1;
inline constexpr std::size_t kMaxFrameBytes = std::size_t{1}
    << 20; ///< a frame: 4 bytes length (little-endian), then JSON

// From a wrapper. The wrapper is the less trusted side: it may report and ask, never grant. Decisions reach
// it through the snapshot file alone.
/// First message on every connection.
struct Hello {
    std::uint32_t protocol = kProtocolVersion;
    std::string program; ///< "wrap", "cli", "desktop"
    std::string version;
    std::string sessionId; ///< of a wrapper
    std::string journal;   ///< path of its journal
};
/// A launch waits for a decision. Sent again when something of it becomes known (the client's name, that it
/// is no probe).
struct LaunchPending {
    std::string cardId;
    model::LaunchIdentity identity;
    std::string clientName;
    bool isProbe = false;
    std::string reason;
};
/// The session ended, or was decided: it does not wait any more.
struct LaunchWithdrawn {
    std::string cardId;
};

// From the command line, or from a second start of the desktop.
/// Bring a window to the front: "review", "catalog", "timeline", or empty for the last one.
struct ShowWindow {
    std::string page;
};
/// Answer a card. The desktop checks who is asking (design, "What is trusted") and records a refusal.
struct AnswerCard {
    std::string cardId;
    model::Choice choice = model::Choice::NotNow;
    base::UnixMilliseconds expiresAt = 0; ///< 0: never
    std::string note = {};
    std::vector<std::string> despite = {}; ///< ids of what lists say against it and the person has named
};
/// Approve or deny before it was asked for.
struct ApprovePattern {
    std::vector<std::string> argv;
    std::string client;
    std::string scope;
    bool isDenied = false;
    std::string project = {};             ///< a folder: only entries of files in it; empty: any
    base::UnixMilliseconds expiresAt = 0; ///< 0: never
    std::string note = {};
};
/// End every approval: what runs is ended, and every start asks. Denials stay.
struct RevokeAll {};
/// Decide on tools of one server. Who asks is looked at where anything of it opens. Id, time and who answered
/// are the desktop's to say.
struct DecideTools {
    model::ToolsDecision decision;
};
/// Take the list that lies in this file, or only say what it would change.
struct ImportList {
    std::string path; ///< absolute
    bool isTrial = false;
};
/// Believe lists of this key, or do so no more. The desktop checks who is asking.
struct TrustListKey {
    std::string key; ///< as text
    std::string name;
    bool isTrusted = false;
};
/// Take over the registry, or keep the candidates, of a file that was shown. The desktop checks who is
/// asking.
struct TakeImport {
    std::string path;   ///< absolute
    std::string digest; ///< what was shown, hexadecimal
};
/// Approve a candidate of an imported list, which the desktop checks who is asking for, or dismiss it.
struct AnswerCandidate {
    std::string id;
    bool isDismissed = false;
};
/// Records, policy or a client's file changed: read them again.
struct Refresh {};

// From the desktop.
/// Answer to Hello.
struct Welcome {
    std::uint32_t protocol = kProtocolVersion;
    std::string version;
    std::uint64_t snapshotGeneration = 0;
};
/// How a request of the command line ended.
struct Done {
    bool isOk = true;
    std::string errorName; ///< base::errorName
    std::string text;      ///< for people
};

using Message = std::variant<Hello, LaunchPending, LaunchWithdrawn, ShowWindow, AnswerCard, ApprovePattern,
    RevokeAll, DecideTools, ImportList, TrustListKey, TakeImport, AnswerCandidate, Refresh, Welcome, Done>;

/// A whole frame, length included; empty where the message does not fit into one (it stays in the journal
/// then).
std::string encodeFrame(const Message& message);
/// BadMessage for anything that is not exactly one message of a known type with members of the right types
/// and sizes.
base::Result<Message> decodeBody(std::string_view body);

/// Cuts frames from a stream. BadMessage for a length above the limit: the connection must be closed then.
class FrameReader {
public:
    void feed(std::string_view bytes);
    /// The next body, or nothing yet.
    base::Result<std::string> next(bool& hasOne);

private:
    std::string m_buffer;
    std::size_t m_used = 0;
};

// Values as JSON text, shared by frames, journal details, records and the database; stable names, versioned
// by member `v`. 64-bit values and bytes that are no UTF-8 (argv, paths) come back as they were. BadMessage
// for anything else, unknown members included: what is not understood must not be approved.
std::string identityToJson(const model::LaunchIdentity& identity);
base::Result<model::LaunchIdentity> identityFromJson(std::string_view json);
std::string decisionToJson(const model::RegistryDecision& decision);
base::Result<model::RegistryDecision> decisionFromJson(std::string_view json);
std::string toolsDecisionToJson(const model::ToolsDecision& decision);
base::Result<model::ToolsDecision> toolsDecisionFromJson(std::string_view json);
std::string processToJson(const model::ProcessInfo& process);
base::Result<model::ProcessInfo> processFromJson(std::string_view json);

} // namespace gatehouse::ipc
