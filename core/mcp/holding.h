// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/jsonrpc/message.h"
#include "core/mcp/methods.h"

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::mcp {

/// How one client bears a server that waits for approval; a row of holding_clients.def, measured with the
/// real client.
struct HoldingClient {
    std::string_view name; ///< clientInfo.name, or its start where `isPrefix`
    bool isPrefix = false;
    base::MonotonicMicroseconds withholdInitialize = 0; ///< wait this long with the answer to initialize
    base::MonotonicMicroseconds withholdLists =
        0; ///< the same for tools/list, counted from the first list request
    base::MonotonicMicroseconds holdCall = 0; ///< a call that the user is asked about, at most
    bool failsAfterwards =
        false;               ///< after withholdInitialize an error is better than an empty server (Codex)
    bool listsAgain = false; ///< honours list_changed within the session
    std::string_view
        nextStep; ///< what the user does in this client after approving, as the end of a sentence
};

/// The row for a client; that of the unknown client for any other name.
const HoldingClient& holdingClient(std::string_view clientName);

/// Why the server does not run.
enum class HoldState { Pending, Denied };

/// What the answers in the server's place are made from.
struct HoldingContext {
    HoldState state = HoldState::Pending;
    std::string_view
        serverName; ///< the entry's name; a file names it, so it is shown only as far as it is harmless
    std::string_view cardId; ///< what `gatehouse-cli approve` takes; empty: no command is named
    bool isKnownModern =
        false; ///< the last approved run spoke 2026-07-28: server/discover is answered as modern
    std::string_view
        knownCapabilities; ///< JSON object of the last approved run; empty or no object: the superset
};

/// What to do with a message of the client while its server does not run.
struct HeldAnswer {
    std::string line; ///< goes back to the client (without newline); empty: nothing does
    /// How long the answer may wait: when the approval comes in that time, hand the request to the real
    /// server instead.
    base::MonotonicMicroseconds withhold = 0;
    bool isRefusal = false; ///< an error or isError, for the journal's action
    bool staysOpen =
        false; ///< subscriptions/listen: `line` only acknowledges, the request is to be handed on at approval
};

/// Answers one message in the server's place; pure. Every request gets exactly one line (staysOpen apart), a
/// notification none. The answer has the era that the request itself names.
HeldAnswer holdingAnswer(
    const jsonrpc::Message& message, const HoldingClient& client, const HoldingContext& context);

/// The text for tools/call, for error answers and for the wrapper's notice: that the server waits (or was
/// denied), which command approves it, and what to do then in this client. Plain text, one line, none of it a
/// peer's.
std::string holdingText(const HoldingClient& client, const HoldingContext& context);

/// True for a first message after which a card would be too early: `server/discover` (a disposable probe,
/// design).
bool isProbe(const jsonrpc::Message& message);

/// The capabilities that the holding answer declares: the known ones with every listChanged true, or the
/// superset. JSON object.
std::string holdingCapabilities(std::string_view knownCapabilities);

} // namespace gatehouse::mcp
