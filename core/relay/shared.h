// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/message.h"
#include "core/jsonrpc/open_requests.h"
#include "core/mcp/handshake.h"
#include "core/pipeline/pipeline.h"
#include "core/relay/promises.h"
#include "core/relay/session.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::relay {

/// The moment of one input and where its consequences go.
struct Input {
    Now now;
    Output& out;
};

/// Tells the program to do something. In place: GCC 12 warns of a variant that is moved into a vector.
template <typename Order>
void order(const Input& input, Order command)
{
    input.out.commands.emplace_back(std::in_place_type<Order>, std::move(command));
}

/// A message together with the line that carried it.
struct Incoming {
    const jsonrpc::Message& message;
    std::string_view line;         ///< as received, without newline; a CR may end it
    std::string* buffer = nullptr; ///< holds the line and its newline alone, where it may be taken over
};

/// A request of the client that waits here until the user has answered. Its id stands in Shared::waiting.
struct AskedCall {
    std::string line;
    std::string idRaw;
    std::string cardId;
    std::string digest;                           ///< of what is asked; the card's id is a part of it
    std::string sentence;                         ///< why it waits
    std::string tool;                             ///< of tools/call, in full
    bool isAskedByTool = false;                   ///< the user wants to see each call of the tool
    std::optional<jsonrpc::OpenRequest> answered; ///< the server's request, where it is an answer that waits
    base::MonotonicMicroseconds deadline = 0;
    std::string progressToken; ///< as written; empty: the client wants to hear of no progress
    unsigned progress = 0;     ///< told so far
    base::MonotonicMicroseconds nextProgress = 0;
};

/// A subscriptions/listen of the client's.
struct OpenListen {
    std::string idRaw;
    mcp::ListenFilter filter;
};

/// What all phases of one session share. Everything in it is bounded: the tables by Limits and by the length
/// of an id, the texts by whoever sets them.
struct Shared {
    explicit Shared(SessionOptions given)
        : options(std::move(given))
        , clientRequests(options.limits.maxOpenRequests)
        , waiting(options.limits.maxOpenRequests)
        , serverRequests(options.limits.maxOpenRequests)
        , cancelled(kMaxCancelled)
        , memory(options.serverName, options.redactionKey, options.serverOrigin)
        , cardId(options.cardId)
        , pendingReason(options.pendingReason)
    {
        memory.setPolicy(options.inspection, options.classes, options.trust);
        memory.launch = options.identity;
        memory.pins.setAcceptsWording(options.acceptsWording);
    }

    static constexpr std::size_t kMaxCancelled = 256;

    const SessionOptions options;
    const pipeline::Pipeline pipeline = pipeline::Pipeline::standard();
    jsonrpc::OpenRequests clientRequests; ///< the server has them
    jsonrpc::OpenRequests waiting;        ///< of the client; they wait here for the server
    jsonrpc::OpenRequests serverRequests; ///< the client has them
    jsonrpc::OpenRequests
        cancelled; ///< of the client, cancelled after the server had them: an answer may still come
    std::vector<AskedCall> asked; ///< requests that wait for the user
    std::uint64_t excerptBytesKept = 0;
    pipeline::SessionMemory memory;
    std::optional<std::string> rewritten; ///< what the message that was admitted last is to travel as
    std::unique_ptr<Promises> promises;   ///< where answers were given in the server's place before it ran

    std::string cardId;          ///< of the launch that waits; another one may take its place
    std::string pendingReason;   ///< why that one waits
    std::string clientName;      ///< a claim, at most 128 bytes; empty as long as it is not known
    std::optional<mcp::Era> era; ///< the client's, as last shown
    bool hasBatches = false;     ///< the version in use has them
    bool clientHasEnded = false;
    bool isInitialised = false;
    mcp::ListenFilter announces;     ///< the lists whose changes the server announces (legacy)
    std::vector<OpenListen> listens; ///< what a modern client wants to hear of; some may have ended
    std::array<bool, model::kDefinitionKinds> hasKeptPins{};
    /// What was journalled last of each kind's list.
    struct Listing {
        std::optional<base::Sha256> onlyPage; ///< of a list of one page; the same again is no news
        base::UnixMilliseconds beganAt = 0;   ///< when the first page of the list came
    };
    std::array<Listing, model::kDefinitionKinds> listings;
};

} // namespace gatehouse::relay
