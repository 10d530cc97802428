// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/relay/handshake_record.h"
#include "core/relay/phase.h"

#include <string>

namespace gatehouse::relay {

/// The server runs and hears, in the client's words, what the client had said before it ran: initialize on
/// legacy; on modern a server/discover that shows whether the server is of the era that the client was
/// promised. The client's traffic waits.
class ReplayPhase final : public Phase {
public:
    ReplayPhase(Shared& shared, HandshakeRecord record);

    Next enter(const Input& input) override;
    Next onClientMessage(const Incoming& incoming, const Input& input) override;
    Next onServerMessage(const Incoming& incoming, const Input& input) override;
    Next onRefusedAnswer(std::string_view id, const Input& input) override;
    Next onServerEnd(const Input& input) override;
    Next onTimer(int id, const Input& input) override;
    bool hasServer() const override { return true; }

private:
    Next onHandshake(const jsonrpc::Message& answer, const Input& input);
    Next finish(const mcp::ServerHello& hello, const Input& input);
    bool isModern() const { return m_record.told == HandshakeRecord::Told::Modern; }

    HandshakeRecord m_record;
    std::string m_id; // of the session's own request
};

} // namespace gatehouse::relay
