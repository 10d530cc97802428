// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/guard.h"
#include "app/wrap/life_events.h"
#include "core/base/utf8.h"
#include "core/policy/once_keys.h"
#include "core/relay/events.h"
#include "core/trust/launch_resolver.h"

#include <algorithm>

namespace gatehouse::wrap {
namespace {

constexpr std::size_t kMaxAsked = 64; // as the session itself waits for
constexpr std::string_view kWhy = "call-needs-approval";
constexpr std::string_view kWhyDefinition = "definition-changed";
constexpr std::size_t kMaxToolBytes = 128; // what a journal line holds

} // namespace

void Guard::askAboutCall(const relay::AskAboutCall& question)
{
    if (question.identity.call->isDefinition()) {
        askAboutDefinition(question);
        return;
    }
    if (settleCall(question))
        return;
    // Journalled before anybody is told: a question outlives both sides.
    m_out.events.push_back(callEvent(question));
    const bool isAnybodyThere = m_link.isAnybodyThere();
    if (!isAnybodyThere || m_askedCalls.size() >= kMaxAsked) {
        m_session.onCallAnswer(question.cardId, relay::CallAnswer::Unasked, now(), m_out);
        return;
    }
    m_askedCalls.push_back(question);
    m_link.askAboutCall({question.cardId, question.identity, question.clientName, false, std::string(kWhy)});
}

/// True where a decision answers it already.
bool Guard::settleCall(const relay::AskAboutCall& question)
{
    const auto standing = m_parts.check.running().admissionOfCall(question.identity, m_clock.now());
    if (standing.admission == relay::Admission::Pending)
        return false;
    const bool isOnce =
        standing.choice == model::Choice::Once && standing.admission == relay::Admission::Approved;
    if (isOnce && !policy::useUpOnce(standing.onceFolder, standing.decisionId))
        return false; // another session of this entry was quicker
    m_session.onCallAnswer(question.cardId,
        standing.admission == relay::Admission::Approved ? relay::CallAnswer::Approved
                                                         : relay::CallAnswer::Denied,
        now(), m_out);
    return true;
}

void Guard::reconsiderCalls()
{
    const auto questions = m_askedCalls;
    for (const auto& question : questions) {
        if (settleCall(question))
            forgetCall(question.cardId);
    }
}

void Guard::forgetCall(const std::string& cardId)
{
    const auto gone = std::erase_if(
        m_askedCalls, [&](const relay::AskAboutCall& question) { return question.cardId == cardId; });
    if (gone > 0 || m_askedDefinitions.erase(cardId) > 0)
        m_link.withdrawCall(cardId);
}

model::SessionEvent Guard::callEvent(const relay::AskAboutCall& question) const
{
    const auto& call = *question.identity.call;
    auto event = ownEvent("call-pending", std::string(call.isDefinition() ? kWhyDefinition : kWhy),
        callPendingDetails(question.identity, question.cardId, question.clientName));
    event.action = model::Action::Ask;
    event.method = call.method;
    event.tool = base::truncateUtf8(call.tool, kMaxToolBytes);
    return event;
}

} // namespace gatehouse::wrap
