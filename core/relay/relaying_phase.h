// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/relay/message_queue.h"
#include "core/relay/phase.h"

namespace gatehouse::relay {

/// Client and server speak with each other; every message is inspected on its way, and what passes keeps its
/// bytes.
class RelayingPhase final : public Phase {
public:
    /// `queue`: what the client has said already.
    RelayingPhase(Shared& shared, MessageQueue queue);

    Next enter(const Input& input) override;
    Next onClientMessage(const Incoming& incoming, const Input& input) override;
    Next onServerMessage(const Incoming& incoming, const Input& input) override;
    bool takesBatches() const override { return true; }
    void onClientBatch(const Arrival& batch, const Input& input) override;
    void onServerBatch(const Arrival& batch, const Input& input) override;
    Next onClientEnd(const Input& input) override;
    Next onServerEnd(const Input& input) override;
    Next onTimer(int id, const Input& input) override;
    bool hasServer() const override { return true; }

private:
    bool admitFromClient(const Incoming& incoming, const Input& input);
    bool admitFromServer(const Incoming& incoming, const Input& input);
    void drain(const Input& input);
    void waitForServer(const Input& input);
    void hurryIfAnswered(const Input& input);

    MessageQueue m_queue;
    bool m_hurries = false; // the client has gone and nothing is open
};

} // namespace gatehouse::relay
