// SPDX-License-Identifier: Apache-2.0
#include "core/relay/starting_phase.h"

#include "core/base/utf8.h"
#include "core/relay/events.h"
#include "core/relay/reasons.h"
#include "core/relay/relaying_phase.h"
#include "core/relay/replay_phase.h"

#include <utility>

namespace gatehouse::relay {
namespace {

// What a shell says of a command that is not there, and of one that cannot be run.
constexpr int kExitNotFound = 127;
constexpr int kExitNotRunnable = 126;

} // namespace

StartingPhase::StartingPhase(Shared& shared, HandshakeRecord record)
    : Phase(shared)
    , m_record(std::move(record))
{
}

Next StartingPhase::enter(const Input& input)
{
    order(input, StartServer{});
    return nullptr;
}

Next StartingPhase::onClientMessage(const Incoming& incoming, const Input& input)
{
    keepForServer(m_shared, m_record, incoming, input);
    return nullptr;
}

Next StartingPhase::onClientEnd(const Input& input)
{
    // `printf … | gatehouse-wrap server`: everything was said, and the answers are still wanted. A client
    // that was held is gone instead.
    if (m_record.told != HandshakeRecord::Told::Nothing)
        return Phase::onClientEnd(input);
    m_shared.clientHasEnded = true;
    return nullptr;
}

Next StartingPhase::onServerStarted(const Input& input)
{
    input.out.events.push_back(lifeEvent(m_shared, kinds::kServerStart, input));
    if (m_record.told == HandshakeRecord::Told::Nothing)
        return std::make_unique<RelayingPhase>(m_shared, std::move(m_record.queue));
    return std::make_unique<ReplayPhase>(m_shared, std::move(m_record));
}

Next StartingPhase::onServerFailed(const base::Error& why, const Input& input)
{
    auto event = lifeEvent(m_shared, kinds::kServerFailed, input);
    event.action = model::Action::Block;
    event.reason = base::errorName(why.code);
    input.out.events.push_back(std::move(event));
    order(input, Notice{"The server could not be started: " + base::printable(why.detail)});
    const bool isMissing =
        why.code == base::ErrorCode::CommandNotFound || why.code == base::ErrorCode::NotFound;
    return endSession(m_shared, endings::kServerFailed, isMissing ? kExitNotFound : kExitNotRunnable, input);
}

} // namespace gatehouse::relay
