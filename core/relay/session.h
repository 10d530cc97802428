// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/jsonrpc/message.h"
#include "core/model/launch.h"
#include "core/model/session_event.h"
#include "core/model/tool_rule.h"
#include "core/pipeline/name_likeness.h"
#include "core/policy/data_classes.h"
#include "core/policy/inspection_rules.h"
#include "core/trust/behaviour_watch.h"
#include "core/trust/pin_book.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gatehouse::relay {

/// The two clocks at the moment of an input.
struct Now {
    base::UnixMilliseconds unixMs = 0;
    base::MonotonicMicroseconds monotonicUs = 0;
};

/// Whether the launch may run. Pending: nobody has decided; the session answers in the server's place
/// meanwhile.
enum class Admission { Approved, Pending, Denied };

/// What became of the question about a call. Unasked: there is nobody who could be asked now.
enum class CallAnswer { Approved, Denied, Unasked };

/// What the session knows before the first byte.
struct SessionOptions {
    jsonrpc::Limits limits;
    std::string sessionId;         ///< random; names the requests that the session itself sends to the server
    std::string serverName;        ///< for people and journal lines
    std::string cardId;            ///< what `gatehouse-cli approve` takes; empty where nothing is pending
    bool isKnownModern = false;    ///< the last approved run of this entry spoke 2026-07-28
    std::string knownCapabilities; ///< JSON object of the last approved run, for the holding answer; empty:
                                   ///< the superset
    std::size_t excerptBytes = 0;  ///< of each message, redacted, in the journal; 0 keeps none
    std::uint64_t allExcerptBytes = std::uint64_t{64} << 20; ///< of all; then none is kept any more
    model::LaunchIdentity identity;                          ///< of the server, for questions about its calls
    std::string redactionKey; ///< random; the tokens of redacted values are keyed with it
    std::string serverOrigin; ///< the server's lasting name, the same in all sessions
    std::vector<policy::InspectionRules> inspection;
    std::vector<policy::DataClass> classes;
    model::TrustLevel trust = model::TrustLevel::Normal; ///< in the server
    bool acceptsWording = false;                         ///< see policy::Settings
    std::string pendingReason; ///< stable code for journal and texts: "not-approved", "identity-changed",
                               ///< "snapshot-damaged" …
};

/// What the program around the session is asked to do, in this order relative to each other. Bytes are in
/// Output.
struct StartServer {};      ///< start it now; answer with onServerStarted or onServerFailed
struct AskForApproval {     ///< make the launch known to the desktop as pending
    bool isProbe = false;   ///< a disposable probe asked: inbox only. Followed by one with false if it turns
                            ///< out to be more
    std::string clientName; ///< clientInfo.name; a claim
};
/// Asks whether one call may be made; answer with onCallAnswer, at once or later.
struct AskAboutCall {
    model::LaunchIdentity identity; ///< with the call
    std::string cardId;
    std::string clientName; ///< a claim
};
/// The call was given up, or waited too long: its card is for the inbox.
struct CallWaitsNoMore {
    std::string cardId;
};
/// Keeps what was first seen of one kind, for all later sessions of this launch. `isFirst`: only where
/// nothing is kept yet; else give onPins() what is.
struct KeepPins {
    model::DefinitionKind kind = model::DefinitionKind::Tool;
    std::string bytes; ///< of a file, see trust::decodePins
    bool isFirst = true;
};
struct CloseServerInput {}; ///< close the server's stdin once all bytes have gone
struct SetTimer {
    int id = 0;
    base::MonotonicMicroseconds after = 0;
}; ///< one shot; setting it again replaces it
struct CancelTimer {
    int id = 0;
};
struct EndSession {
    std::string reason;
    int exitCode = 0;
}; ///< flush, end the server in the specification's order, exit
struct Notice {
    std::string text;
}; ///< one line for the wrapper's stderr, for people
using Command = std::variant<StartServer, AskForApproval, AskAboutCall, CallWaitsNoMore, CloseServerInput,
    KeepPins, SetTimer, CancelTimer, EndSession, Notice>;

/// What is known of the definitions of a launch before it runs.
struct LaunchDefinitions {
    model::LaunchIdentity identity; ///< what questions are about
    struct Kind {
        model::DefinitionKind kind = model::DefinitionKind::Tool;
        std::vector<trust::Pin> pins;
    };
    std::vector<Kind> pinned; ///< kinds that are not here have never been listed
    std::vector<trust::DefinitionDecision> decisions;
    std::vector<std::vector<model::ToolRule>> toolRules; ///< see onToolRules()
    /// What the client's other servers were first seen to offer; asked for once, when this server's tools are
    /// listed for the first time. May be empty.
    std::function<std::vector<pipeline::OtherTool>()> otherTools;
};

/// What one input led to. The program appends `events` to the journal first, and lets bytes go only when that
/// has worked. The caller owns it and may reuse it: inputs append.
struct Output {
    std::string toClient;
    std::string toServer;
    std::vector<model::SessionEvent> events; ///< without sequence; the journal numbers them
    std::vector<Command> commands;
};

/// One guarded server as a state machine without descriptors, clocks or threads: unit tests, the fuzzer and
/// the wrapper run the same code. Holding (answers in the server's place) → starting → replaying (hands the
/// client's own handshake to the server) → relaying → ending. Whatever state it is in, every client request
/// gets exactly one answer. Not thread-safe. Memory is bounded by the limits whatever the peers do.
class Session {
public:
    Session(SessionOptions options, Admission admission);
    ~Session();
    Session(Session&&) noexcept;
    Session& operator=(Session&&) noexcept;

    /// To be called once, before any other input. An approved session asks for StartServer here.
    void begin(Now now, Output& out);
    void onClientBytes(std::string_view bytes, Now now, Output& out);
    void onServerBytes(std::string_view bytes, Now now, Output& out);
    void onClientEnd(Now now, Output& out); ///< the client closed its end
    void onServerEnd(
        Now now, Output& out); ///< the server's stdout ended; a half line is dropped and journalled
    void onTimer(int id, Now now, Output& out);
    /// The decision arrived or changed. Approved → StartServer; Denied while running → the session ends.
    void onAdmission(Admission admission, Now now, Output& out);
    /// Of AskAboutCall, once.
    void onCallAnswer(std::string_view cardId, CallAnswer answer, Now now, Output& out);
    /// The policy has changed, or how far the server is trusted; holds from the next message on.
    void onPolicy(std::vector<policy::InspectionRules> rules, const std::vector<policy::DataClass>& classes,
        model::TrustLevel trust, bool acceptsWording = false);
    /// To be called before the server runs. Without it everything that it defines is seen for the first time.
    void onDefinitions(LaunchDefinitions definitions);
    /// What calls of this server are usually like. To be called before the server runs; without it nothing is
    /// compared and nothing learned. `home`, `key`: see trust::FeatureReader, counted the first time. Again
    /// when what was learned is kept, with what other sessions have learned, or when all was forgotten.
    void onBehaviour(std::string home, const base::ShortHashKey& key, trust::Baseline baseline);
    /// What was learned and is to be kept, and where it stands.
    const trust::BehaviourWatch& behaviour() const;
    /// Another session of this launch was first to see this kind.
    void onPins(model::DefinitionKind kind, std::vector<trust::Pin> pins);
    /// What the file of the tools' pins says by now; another wrapper may have found some of them contested.
    void onContest(const std::vector<trust::Pin>& pins, Now now, Output& out);
    /// All that is decided about definitions of this launch by now.
    void onDefinitionDecisions(const std::vector<trust::DefinitionDecision>& decisions, Now now, Output& out);
    /// All that is decided about the server's tools by now, a set for each source of decisions; of several
    /// the strictest holds. What waits for an answer is looked at anew.
    void onToolRules(const std::vector<std::vector<model::ToolRule>>& sets, Now now, Output& out);
    /// Another launch waits in the former one's place: answers name its card and reason from here on.
    void onOtherLaunch(std::string cardId, std::string pendingReason);
    void onServerStarted(Now now, Output& out);
    void onServerFailed(const base::Error& why, Now now, Output& out);
    /// The last output could not be journalled, so nothing of it has left; `undelivered` is its toClient.
    /// Gives the answers that tell the client so: one for everything it waits for. They are the only bytes
    /// that go without a journal line, and hold nothing that a server said. What the client sends after
    /// this is answered alike.
    void onJournalFailed(const base::Error& why, std::string_view undelivered, Now now, Output& out);

    /// A server was started and has answered its handshake: the "initialised" of the design's Once.
    bool isInitialised() const;

private:
    class State;
    std::unique_ptr<State> m_state;
};

} // namespace gatehouse::relay
