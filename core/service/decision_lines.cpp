// SPDX-License-Identifier: Apache-2.0
#include "core/service/decision_lines.h"

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/ipc/messages.h"
#include "core/trust/launch_resolver.h"

#include <nlohmann/json.hpp>

namespace gatehouse::service {
namespace {

constexpr std::size_t kDecisionIdBytes = 8;

model::RegistryDecision newDecision(const Answer& answer)
{
    model::RegistryDecision decision;
    decision.id = base::randomHex(kDecisionIdBytes);
    decision.isDenied = answer.choice == model::Choice::Deny;
    decision.choice = answer.choice;
    decision.clientProcess = answer.clientProcess;
    decision.decidedAt = base::SystemClock().now();
    decision.answeredBy = answer.by;
    decision.expiresAt = answer.expiresAt;
    decision.note = answer.note;
    return decision;
}

} // namespace

model::SessionEvent ownLine(std::string kind, std::string reason, std::string details)
{
    model::SessionEvent event;
    event.at = base::SystemClock().now();
    event.kind = std::move(kind);
    event.reason = std::move(reason);
    event.details = std::move(details);
    return event;
}

model::RegistryDecision decisionOn(const model::ApprovalCard& card, const Answer& answer)
{
    auto decision = newDecision(answer);
    decision.identity = card.identity;
    if (decision.identity->call)
        decision.identity->call->rivalEntry.clear(); // of the question; what is decided is this tool
    decision.identityDigest = trust::identityDigest(card.identity);
    if (!decision.isDenied)
        decision.despite = model::stoppingIds(card.known);
    return decision;
}

model::RegistryDecision decisionOnCommand(const std::vector<std::string>& argv, const Answer& answer)
{
    auto decision = newDecision(answer);
    decision.pattern = argv;
    decision.client = answer.client;
    decision.scope = answer.scope;
    decision.project = answer.project;
    return decision;
}

model::SessionEvent lineOf(const model::RegistryDecision& decision)
{
    auto event =
        ownLine("decision", std::string(model::toText(decision.choice)), ipc::decisionToJson(decision));
    if (decision.identity)
        event.server = decision.identity->entry.name;
    return event;
}

model::SessionEvent revokedLine(
    const model::RegistryDecision& decision, model::AnsweredBy by, const std::string& why)
{
    const nlohmann::json details{{"decision", decision.id}, {"why", why}, {"answeredBy", model::toText(by)}};
    auto event = ownLine("revoked", why, details.dump());
    if (decision.identity)
        event.server = decision.identity->entry.name;
    return event;
}

model::SessionEvent askedAgainLine(const model::ApprovalCard& card)
{
    nlohmann::json details{{"card", card.id}, {"digest", card.identityDigest}, {"client", card.clientName},
        {"why", "undone"}, {"probe", card.isProbe}};
    details["identity"] = nlohmann::json::parse(ipc::identityToJson(card.identity), nullptr, false);
    auto event =
        ownLine("pending", "undone", details.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    event.server = card.identity.entry.name;
    return event;
}

} // namespace gatehouse::service
