// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/relay/phase.h"

#include <string_view>

namespace gatehouse::relay {

/// EndSession was given: what a server still says goes nowhere, and a request that still comes is answered
/// with why.
class EndingPhase final : public Phase {
public:
    EndingPhase(Shared& shared, std::string_view reason);
    Next onClientMessage(const Incoming& incoming, const Input& input) override;
    Next onClientEnd(const Input&) override { return nullptr; }
    Next onAdmission(Admission, const Input&) override { return nullptr; }

private:
    std::string_view m_reason; // one of endings
};

} // namespace gatehouse::relay
