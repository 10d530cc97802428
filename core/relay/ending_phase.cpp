// SPDX-License-Identifier: Apache-2.0
#include "core/relay/ending_phase.h"

#include "core/relay/answers.h"

namespace gatehouse::relay {

EndingPhase::EndingPhase(Shared& shared, std::string_view reason)
    : Phase(shared)
    , m_reason(reason)
{
}

Next EndingPhase::onClientMessage(const Incoming& incoming, const Input& input)
{
    refuseMessage(m_shared, incoming, m_reason, input);
    return nullptr;
}

} // namespace gatehouse::relay
