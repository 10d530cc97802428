// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/message.h"
#include "core/mcp/handshake.h"
#include "core/relay/message_queue.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::relay {

struct Input;
struct Incoming;
struct Shared;

/// What the client has been told, and what it asked for, before its server ran: all that the server must hear
/// afterwards. Bounded, whatever the client sends.
class HandshakeRecord {
public:
    static constexpr std::size_t kMaxParamsBytes = std::size_t{64} << 10;
    static constexpr std::size_t kMaxSubscriptions = 256;

    /// As what the session has spoken to the client in the server's place. Nothing: the server may meet the
    /// client directly.
    enum class Told { Nothing, Legacy, Modern };

    Told told = Told::Nothing;
    bool wasRefused = false;      ///< initialize got an error: this client does not come back in this session
    bool isInitialized = false;   ///< the client sent notifications/initialized
    std::string toldVersion;      ///< of the initialize answer
    std::string initializeParams; ///< as the client wrote them
    std::string metaRaw;          ///< modern: what the session's own requests carry as `_meta`
    std::string logLevelParams;
    MessageQueue queue; ///< what waits for the server, listens included

    /// True where the message is too large to be kept, or one too many; it must then be refused.
    static bool isTooLarge(const jsonrpc::Message& message);
    bool hasRoomFor(const jsonrpc::Message& message) const;
    /// Keeps a request that was answered in the server's place and must be repeated to it: initialize,
    /// logging/setLevel, resources/subscribe and unsubscribe. Others change nothing.
    void remember(const jsonrpc::Message& request);
    /// Keeps who a modern client is.
    void rememberModern(const mcp::ClientHello& hello);
    const std::vector<std::string>& subscriptions() const { return m_subscriptions; }

private:
    std::vector<std::string> m_subscriptions; // params as written
    std::size_t m_subscriptionBytes = 0;
};

/// Puts a message of the client into the record's queue until the server can have it; refuses what does not
/// fit, and takes out what the client cancels.
void keepForServer(Shared& shared, HandshakeRecord& record, const Incoming& incoming, const Input& input);

} // namespace gatehouse::relay
