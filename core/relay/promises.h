// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/message.h"
#include "core/jsonrpc/open_requests.h"
#include "core/mcp/handshake.h"
#include "core/relay/capabilities.h"
#include "core/relay/handshake_record.h"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::relay {

/// What the session said in the server's place and must stand by after the real server has taken over: the
/// client goes on as if it had spoken to that server from the start.
class Promises {
public:
    Promises(const HandshakeRecord& record, const ServerCapabilities& capabilities);

    /// Says to the server what the client had said already (log level, subscriptions); its answers will be
    /// swallowed.
    void repeatToServer(const HandshakeRecord& record, std::string_view sessionId, std::string& toServer);
    /// A subscriptions/listen that was acknowledged already goes to the server now.
    void expectAcknowledgement(const jsonrpc::Message& listen);

    /// Announces each list that the server has as changed, once; as soon as the client may hear it.
    void announce(std::string& toClient);
    /// True for what the server has heard already. May announce.
    bool swallowFromClient(const jsonrpc::Message& message, std::string& toClient);
    /// True for an answer to the session's own requests and for an acknowledgement that the client has had.
    bool swallowFromServer(const jsonrpc::Message& message);
    /// The empty answer to a request that the session had invited by declaring a capability which this server
    /// lacks.
    std::optional<std::string> answerInstead(
        const Shared& shared, const jsonrpc::OpenRequest& request, const jsonrpc::Message& answer) const;

private:
    struct Listen {
        std::string idRaw;
        mcp::ListenFilter filter;
    };

    ServerCapabilities m_capabilities;
    std::string m_metaRaw; // empty on legacy
    bool m_isModern = false;
    bool m_mayAnnounce = false;
    bool m_wantsToAnnounce = false;
    std::set<std::string, std::less<>> m_ownIds;
    std::vector<Listen> m_listens;
    jsonrpc::OpenRequests m_unacknowledged; // listens whose second acknowledgement has not come
};

} // namespace gatehouse::relay
