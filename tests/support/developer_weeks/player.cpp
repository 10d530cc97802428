// SPDX-License-Identifier: Apache-2.0
#include "tests/support/developer_weeks/player.h"

#include "core/trust/baseline_codec.h"

#include <cstdlib>

namespace gatehouse::weeks {

Player::Player(trust::Baseline baseline)
    : m_watch(std::make_unique<trust::BehaviourWatch>())
{
    m_watch->begin(kHome, kKey, std::move(baseline));
}

void Player::restart()
{
    auto baseline = trust::decodeBaseline(trust::encodeBaseline(m_watch->baseline(), kKey), kKey);
    if (!baseline)
        std::abort(); // what was written is read
    m_watch = std::make_unique<trust::BehaviourWatch>();
    m_watch->begin(kHome, kKey, std::move(*baseline));
}

std::vector<trust::Deviation> Player::play(const Call& call)
{
    constexpr std::uint64_t kEnvelopeBytes = 90;
    if (call.startsSession)
        restart();
    m_watch->setTime(call.at, call.at * 1000);
    auto found = m_watch->onCall(call.tool, call.arguments, call.arguments.size() + kEnvelopeBytes);
    const auto ticket = m_watch->onAdmitted(true);
    auto answered = m_watch->onAnswer(ticket, call.bytesOut, call.isError);
    m_watch->onSettled(ticket, true, true);
    m_watch->kept(m_watch->baseline());
    found.insert(found.end(), answered.begin(), answered.end());
    return found;
}

std::vector<trust::Deviation> Player::refuse(const Call& call)
{
    m_watch->setTime(call.at, call.at * 1000);
    return m_watch->onCall(call.tool, call.arguments, call.arguments.size());
}

} // namespace gatehouse::weeks
