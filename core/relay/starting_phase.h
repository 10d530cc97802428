// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/relay/handshake_record.h"
#include "core/relay/phase.h"

namespace gatehouse::relay {

/// The program was asked to start the server and has not said yet how that went. What the client says waits.
class StartingPhase final : public Phase {
public:
    StartingPhase(Shared& shared, HandshakeRecord record);

    Next enter(const Input& input) override;
    Next onClientMessage(const Incoming& incoming, const Input& input) override;
    Next onClientEnd(const Input& input) override;
    Next onServerStarted(const Input& input) override;
    Next onServerFailed(const base::Error& why, const Input& input) override;

private:
    HandshakeRecord m_record;
};

} // namespace gatehouse::relay
