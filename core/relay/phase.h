// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/relay/shared.h"

#include <memory>
#include <string_view>
#include <vector>

namespace gatehouse::relay {

class Phase;
/// The phase that follows, or nothing: the present one goes on.
using Next = std::unique_ptr<Phase>;

/// What came in one line: one message, the acceptable elements of a batch, or an answer that had to be
/// refused.
struct Arrival {
    std::string_view line; ///< as received, without newline
    std::vector<jsonrpc::Message> messages;
    std::optional<std::string>
        refusedAnswer; ///< the string id of an answer that is no message; there are no messages then
    bool isBatch = false;
    bool isWhole = true; ///< false where elements of the batch were refused: the line may not pass as it is
};

/// One state of a session. Every handler returns the phase that follows. The defaults are right for a phase
/// that the input says nothing to.
class Phase {
public:
    explicit Phase(Shared& shared)
        : m_shared(shared)
    {
    }
    virtual ~Phase() = default;
    Phase(const Phase&) = delete;
    Phase& operator=(const Phase&) = delete;

    /// Called once, when the phase begins.
    virtual Next enter(const Input&) { return nullptr; }
    virtual Next onClientMessage(const Incoming& incoming, const Input& input) = 0;
    virtual Next onServerMessage(const Incoming&, const Input&) { return nullptr; }
    /// The server's answer to the request with this (string) id was refused. No request of the client has it.
    virtual Next onRefusedAnswer(std::string_view, const Input&) { return nullptr; }
    /// True for a phase that takes batches whole. For others the elements come one by one.
    virtual bool takesBatches() const { return false; }
    virtual void onClientBatch(const Arrival&, const Input&) {}
    virtual void onServerBatch(const Arrival&, const Input&) {}
    virtual Next onClientEnd(const Input& input);
    virtual Next onServerEnd(const Input&) { return nullptr; }
    virtual Next onTimer(int, const Input&) { return nullptr; }
    virtual Next onAdmission(Admission admission, const Input& input);
    virtual Next onServerStarted(const Input&) { return nullptr; }
    virtual Next onServerFailed(const base::Error&, const Input&) { return nullptr; }
    /// False as long as there is no server whose bytes could count.
    virtual bool hasServer() const { return false; }

protected:
    Shared& m_shared;
};

/// Answers every request that is open, tells the program to end, and returns the phase in which only that
/// goes on. `reason` is one of endings.
Next endSession(Shared& shared, std::string_view reason, int exitCode, const Input& input);

} // namespace gatehouse::relay
