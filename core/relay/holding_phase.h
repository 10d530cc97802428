// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/mcp/holding.h"
#include "core/relay/handshake_record.h"
#include "core/relay/phase.h"

#include <optional>

namespace gatehouse::relay {

/// The server does not run: nobody has approved it yet, or somebody denied it. The session answers in its
/// place, as real clients were found to bear it (core/mcp/holding.h), makes the launch known as pending, and
/// keeps what the server must hear when it is approved.
class HoldingPhase final : public Phase {
public:
    HoldingPhase(Shared& shared, mcp::HoldState state);

    Next enter(const Input& input) override;
    Next onClientMessage(const Incoming& incoming, const Input& input) override;
    Next onClientEnd(const Input& input) override;
    Next onTimer(int id, const Input& input) override;
    Next onAdmission(Admission admission, const Input& input) override;

private:
    enum class Asked { Nothing, Probe, Real };
    enum class Release { Lists, Initialize, Everything };

    void noteSender(const Incoming& incoming, const Input& input);
    void ask(bool isProbe, const Input& input);
    void onRequest(const Incoming& incoming, const Input& input);
    void onNotification(const Incoming& incoming, const Input& input);
    bool withhold(const Incoming& incoming, const mcp::HeldAnswer& answer, const Input& input);
    bool keepOpen(const Incoming& incoming, const Input& input);
    void giveAnswer(
        const Incoming& incoming, const mcp::HeldAnswer& answer, std::string_view reason, const Input& input);
    void release(Release what, const Input& input);
    Next deny(const Input& input);
    mcp::HoldingContext context() const;
    std::string_view reason() const;
    const mcp::HoldingClient& client() const { return mcp::holdingClient(m_shared.clientName); }

    mcp::HoldState m_state;
    Asked m_asked = Asked::Nothing;
    bool m_askedWithName = false;
    bool m_noticed = false;
    std::optional<base::MonotonicMicroseconds> m_listsUntil; // set by the first list request
    HandshakeRecord m_record;
};

} // namespace gatehouse::relay
