// SPDX-License-Identifier: Apache-2.0
#include "core/service/server_state.h"

namespace gatehouse::service {

using model::ServerState;

model::ServerState stateOf(const StateFacts& facts)
{
    if (facts.runsUnguarded)
        return ServerState::RunningUnguarded;
    if (facts.isDeclared && !facts.isGuarded)
        return facts.canBeGuarded ? ServerState::Unguarded : ServerState::SeenNotGuarded;
    if (facts.runningSessions > 0)
        return facts.suspended > 0 ? ServerState::Suspended : ServerState::Running;
    if (!facts.isDeclared)
        return facts.isWaiting && facts.liveSessions > 0 ? ServerState::Waiting : ServerState::Gone;
    if (facts.isWaiting)
        return ServerState::Waiting;
    if (facts.isDenied)
        return ServerState::Denied;
    if (facts.liveSessions > 0)
        return facts.suspended > 0 ? ServerState::Suspended : ServerState::Running;
    if (!facts.isApproved)
        return ServerState::Waiting;
    return facts.suspended > 0 ? ServerState::Suspended : ServerState::Approved;
}

bool isShadow(ServerState state, bool wasEverApproved, bool isDenied)
{
    switch (state) {
    case ServerState::Unguarded:
    case ServerState::SeenNotGuarded:
    case ServerState::RunningUnguarded:
    case ServerState::Waiting:
        return !wasEverApproved && !isDenied;
    case ServerState::Approved:
    case ServerState::Running:
    case ServerState::Denied:
    case ServerState::Suspended:
    case ServerState::Gone:
        break;
    }
    return false;
}

} // namespace gatehouse::service
