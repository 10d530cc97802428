// SPDX-License-Identifier: Apache-2.0
#include "core/relay/phase.h"

#include "core/relay/answers.h"
#include "core/relay/ending_phase.h"
#include "core/relay/events.h"
#include "core/relay/reasons.h"

namespace gatehouse::relay {

Next Phase::onClientEnd(const Input& input)
{
    return endSession(m_shared, endings::kClientEnd, 0, input);
}

Next Phase::onAdmission(Admission admission, const Input& input)
{
    if (admission == Admission::Approved)
        return nullptr;
    // Not "denied" where the approval was only taken back: whoever starts the server again is asked again.
    const bool isDenied = admission == Admission::Denied;
    auto event = lifeEvent(m_shared, isDenied ? kinds::kDenied : kinds::kApprovalWithdrawn, input);
    event.action = model::Action::Block;
    input.out.events.push_back(std::move(event));
    return endSession(m_shared, isDenied ? endings::kDenied : endings::kApprovalWithdrawn, 1, input);
}

Next endSession(Shared& shared, std::string_view reason, int exitCode, const Input& input)
{
    // Also where the client has gone: a shell pipe closes its end first and still reads.
    refuseOpenRequests(shared, reason, input);
    order(input, EndSession{std::string(reason), exitCode});
    return std::make_unique<EndingPhase>(shared, reason);
}

} // namespace gatehouse::relay
