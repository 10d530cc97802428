// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/model/definition.h"
#include "core/model/entry.h"
#include "core/model/inspection.h"
#include "core/model/launch.h"
#include "core/model/reputation.h"
#include "core/model/session_event.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::model {

/// How a server stands. The worst that is true wins in lists. RunningUnguarded: a process of it runs below
/// its client with no wrapper in between. Suspended: it may run, and something that it defines is withheld
/// until somebody decides. Gone: no client's file declares it any more, and nothing of it runs.
enum class ServerState {
    Unguarded,
    SeenNotGuarded,
    Waiting,
    Approved,
    Running,
    Denied,
    RunningUnguarded,
    Suspended,
    Gone
};

/// "unguarded", "seen-not-guarded", "waiting", "approved", "running", "denied", "running-unguarded",
/// "suspended", "gone"
std::string_view toText(ServerState state);

/// Another entry that starts the same server.
struct Duplicate {
    std::string ref;
    bool isOtherVersion = false; ///< it starts the same package in another version

    bool operator==(const Duplicate&) const = default;
};

/// One server of the catalog: one entry of one client's file, or what sessions have shown of one that no file
/// declares.
struct ServerRow {
    std::string ref; ///< entryRef; the row's key
    EntryLocation location;
    std::string clientTitle; ///< "Claude Desktop"
    int line = 0;            ///< 1-based; 0: unknown
    ServerState state = ServerState::Unguarded;
    std::string stateReason; ///< stable code for SeenNotGuarded: "remote", "tracked-by-git", "managed",
                             ///< "not-editable", "no-command" …
    std::vector<std::string> command; ///< as the file declares it, without our wrapper
    int liveSessions = 0;
    int tools = 0;
    base::UnixMilliseconds lastSeen = 0; ///< last session; 0: never
    bool isGuarded = false;              ///< a protection record proves that the entry is ours, whatever runs
    bool canBeGuarded = false;           ///< it is not, and protecting it would put it behind the wrapper
    std::optional<Reputation> reputation;   ///< nothing where the books know nothing of it
    bool isShadow = false;                  ///< it is there or runs, and nobody has ever decided on it
    bool isByOrganisation = false;          ///< approved or denied: by the organisation's registry alone
    std::vector<Duplicate> duplicates = {}; ///< by ref
    std::string addressKey = {};            ///< of a remote server: the same for each entry with its address

    bool operator==(const ServerRow&) const = default;
};

/// How a definition stands. NeverListed: clients used a name that the server has not listed.
enum class DefinitionState { Listed, Suspended, Denied, Gone, NeverListed };

/// "listed", "suspended", "denied", "gone", "never-listed"
std::string_view toText(DefinitionState state);

/// One tool of one server, or another thing that it defines (DefinitionKind), as its last list showed it.
struct DefinitionRow {
    std::string serverRef;
    std::string name;   ///< a template's is its URI; empty for instructions
    std::string digest; ///< hexadecimal SHA-256 of its canonical form; empty: it was never listed
    base::UnixMilliseconds firstSeen = 0;
    base::UnixMilliseconds lastSeen = 0; ///< listed or used
    std::uint64_t calls = 0;
    DefinitionKind kind = DefinitionKind::Tool;
    DefinitionState state = DefinitionState::Listed;
    std::uint64_t refused = 0; ///< of the calls
    base::UnixMilliseconds lastUsed = 0;
    int versions = 0;       ///< how many different ones were seen
    bool isTwofold = false; ///< the last list has two different ones under this name
    std::vector<Family> dataClasses =
        {}; ///< what was found in its calls and answers, in the order of families

    bool operator==(const DefinitionRow&) const = default;
};

/// One form that a definition had.
struct DefinitionVersion {
    std::string digest;
    base::UnixMilliseconds firstSeen = 0;
    base::UnixMilliseconds lastSeen = 0;
    std::string
        change; ///< stable kinds of change against what was first seen, with commas between; empty: none
    std::string diff; ///< for people; empty where none was drawn

    bool operator==(const DefinitionVersion&) const = default;
};

/// One client, under one of the names that it gives itself, and one thing of a server that it used.
struct UseRow {
    std::string serverRef;
    std::string kind;   ///< "tool", "prompt", "resource"
    std::string name;   ///< empty of resources, whose names are data
    std::string client; ///< id in the client table; empty: no entry names the launch
    std::string agent;  ///< a claim; empty: it said nothing
    base::UnixMilliseconds firstAt = 0;
    base::UnixMilliseconds lastAt = 0;
    std::uint64_t calls = 0;
    std::uint64_t refused = 0; ///< of them

    bool operator==(const UseRow&) const = default;
};

/// Messages about one thing of a server in which one rule found something.
struct FlowRow {
    std::string serverRef;
    std::string kind; ///< as of UseRow; empty: any other message
    std::string name;
    std::string client;
    std::string agent;
    Direction direction = Direction::ToServer;
    std::string rule;
    std::uint64_t told = 0;    ///< that passed
    std::uint64_t actedOn = 0; ///< that were changed, asked about or refused
    base::UnixMilliseconds firstAt = 0;
    base::UnixMilliseconds lastAt = 0;

    bool operator==(const FlowRow&) const = default;
};

/// One client's session with one server: who that was.
struct AgentRow {
    std::int64_t sessionId = 0;
    std::string serverRef;
    std::string client; ///< id in the client table
    std::string name;   ///< a claim, as the next two
    std::string version;
    std::string protocol;
    std::vector<ProcessInfo> ancestry; ///< the processes above the wrapper, the nearest first; without argv
    base::UnixMilliseconds startedAt = 0;
    base::UnixMilliseconds endedAt = 0; ///< 0: live, or killed without a word

    bool operator==(const AgentRow&) const = default;
};

/// One guarded session: one journal.
struct SessionRow {
    std::int64_t id = 0;
    std::string journal; ///< file name
    std::string serverRef;
    std::string server;
    std::string client; ///< clientInfo.name, or the client's title
    base::UnixMilliseconds startedAt = 0;
    base::UnixMilliseconds endedAt = 0; ///< 0: live, or killed without a word
    bool isLive = false;
    std::uint64_t events = 0;
    std::uint64_t blocked = 0;

    bool operator==(const SessionRow&) const = default;
};

/// One line of the timeline.
struct EventRow {
    std::int64_t sessionId = 0;
    std::string server;
    std::string client;
    SessionEvent event;

    bool operator==(const EventRow&) const = default;
};

} // namespace gatehouse::model
