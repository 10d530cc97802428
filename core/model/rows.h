// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/model/entry.h"
#include "core/model/reputation.h"
#include "core/model/session_event.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::model {

/// How a declared server stands. The worst that is true wins in lists. RunningUnguarded: a process of it runs
/// below its client with no wrapper in between.
enum class ServerState { Unguarded, SeenNotGuarded, Waiting, Approved, Running, Denied, RunningUnguarded };

/// "unguarded", "seen-not-guarded", "waiting", "approved", "running", "denied", "running-unguarded"
std::string_view toText(ServerState state);

/// One server of the catalog: one entry of one client's file.
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
    std::optional<Reputation> reputation; ///< nothing where the books know nothing of it

    bool operator==(const ServerRow&) const = default;
};

/// One tool of one server as its last list showed it.
struct ToolRow {
    std::string serverRef;
    std::string name;
    std::string digest; ///< hexadecimal SHA-256 of its definition's bytes
    base::UnixMilliseconds firstSeen = 0;
    base::UnixMilliseconds lastSeen = 0;
    std::uint64_t calls = 0;
    std::optional<Reputation> reputation = {}; ///< where the books were asked for it

    bool operator==(const ToolRow&) const = default;
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
