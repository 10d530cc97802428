// SPDX-License-Identifier: Apache-2.0
#include "core/relay/relaying_phase.h"

#include "core/relay/answers.h"
#include "core/relay/events.h"
#include "core/relay/reasons.h"
#include "core/relay/traffic.h"

#include <utility>

namespace gatehouse::relay {
namespace {

// How long a server may take after its input was closed: with nothing to answer what the specification's
// clients give it, else what they wait for an answer.
constexpr base::MonotonicMicroseconds kIdleGrace = 2'000'000;
constexpr base::MonotonicMicroseconds kAnswerGrace = 60'000'000;
constexpr int kExitServerEnded = 1;

/// The line of a batch as far as it may travel: as it came where all of it may, else an array of those
/// elements that may, as they may.
template <typename Admit>
void passBatch(const Shared& shared, const Arrival& batch, std::string& stream, Admit&& admit)
{
    std::string some;
    bool isAll = batch.isWhole;
    for (const auto& message : batch.messages) {
        if (!admit(Incoming{message, message.line})) {
            isAll = false;
            continue;
        }
        some.push_back(some.empty() ? '[' : ',');
        isAll = isAll && !shared.rewritten;
        some.append(shared.rewritten ? std::string_view(*shared.rewritten) : message.line);
    }
    if (isAll)
        say(stream, batch.line);
    else if (!some.empty())
        say(stream, some.append("]"));
}

} // namespace

RelayingPhase::RelayingPhase(Shared& shared, MessageQueue queue)
    : Phase(shared)
    , m_queue(std::move(queue))
{
}

Next RelayingPhase::enter(const Input& input)
{
    drain(input);
    if (m_shared.promises)
        m_shared.promises->announce(input.out.toClient);
    if (m_shared.clientHasEnded)
        waitForServer(input);
    return nullptr;
}

void RelayingPhase::drain(const Input& input)
{
    while (!m_queue.isEmpty()) {
        const auto item = m_queue.pop();
        const auto parsed = jsonrpc::parseMessage(item.line, m_shared.options.limits);
        if (!parsed.message)
            continue; // it parsed when it came
        if (!item.idRaw.empty())
            m_shared.waiting.take(parsed.message->id);
        if (m_shared.promises && parsed.message->method == "subscriptions/listen")
            m_shared.promises->expectAcknowledgement(*parsed.message);
        onClientMessage({*parsed.message, item.line}, input);
    }
}

bool RelayingPhase::admitFromClient(const Incoming& incoming, const Input& input)
{
    if (m_shared.promises && m_shared.promises->swallowFromClient(incoming.message, input.out.toClient)) {
        journalDrop(m_shared, incoming, model::Direction::ToServer, reasons::kAlreadySent, input);
        return false;
    }
    return admitToServer(m_shared, incoming, input);
}

bool RelayingPhase::admitFromServer(const Incoming& incoming, const Input& input)
{
    if (m_shared.promises && m_shared.promises->swallowFromServer(incoming.message)) {
        journalDrop(m_shared, incoming, model::Direction::ToClient, reasons::kReplayAnswer, input);
        return false;
    }
    return admitToClient(m_shared, incoming, input);
}

Next RelayingPhase::onClientMessage(const Incoming& incoming, const Input& input)
{
    if (admitFromClient(incoming, input))
        pass(m_shared, input.out.toServer, incoming);
    return nullptr;
}

Next RelayingPhase::onServerMessage(const Incoming& incoming, const Input& input)
{
    if (admitFromServer(incoming, input))
        pass(m_shared, input.out.toClient, incoming);
    hurryIfAnswered(input);
    return nullptr;
}

void RelayingPhase::onClientBatch(const Arrival& batch, const Input& input)
{
    passBatch(m_shared, batch, input.out.toServer, [&](const Incoming& incoming) {
        if (incoming.message.method != "initialize")
            return admitFromClient(incoming, input);
        if (isIdTaken(m_shared, incoming.message.id))
            journalDrop(m_shared, incoming, model::Direction::ToServer, reasons::kDuplicateId, input);
        else
            refuseMessage(m_shared, incoming, reasons::kInitializeInBatch, input);
        return false;
    });
}

void RelayingPhase::onServerBatch(const Arrival& batch, const Input& input)
{
    passBatch(m_shared, batch, input.out.toClient,
        [&](const Incoming& incoming) { return admitFromServer(incoming, input); });
    hurryIfAnswered(input);
}

Next RelayingPhase::onClientEnd(const Input& input)
{
    if (std::exchange(m_shared.clientHasEnded, true))
        return nullptr;
    waitForServer(input);
    return nullptr;
}

/// The client has said everything; its answers are still wanted, and a server that does not end by itself is
/// ended.
void RelayingPhase::waitForServer(const Input& input)
{
    input.out.events.push_back(lifeEvent(m_shared, kinds::kClientEnd, input));
    order(input, CloseServerInput{});
    m_hurries = m_shared.clientRequests.size() == 0;
    order(input, SetTimer{timers::kClientGone, m_hurries ? kIdleGrace : kAnswerGrace});
}

void RelayingPhase::hurryIfAnswered(const Input& input)
{
    if (!m_shared.clientHasEnded || m_hurries || m_shared.clientRequests.size() > 0)
        return;
    m_hurries = true;
    order(input, SetTimer{timers::kClientGone, kIdleGrace});
}

Next RelayingPhase::onTimer(int id, const Input& input)
{
    if (id != timers::kClientGone || !m_shared.clientHasEnded)
        return nullptr;
    return endSession(m_shared, endings::kClientEnd, 0, input);
}

Next RelayingPhase::onServerEnd(const Input& input)
{
    input.out.events.push_back(lifeEvent(m_shared, kinds::kServerEnd, input));
    return endSession(m_shared, endings::kServerEnd, m_shared.clientHasEnded ? 0 : kExitServerEnded, input);
}

} // namespace gatehouse::relay
