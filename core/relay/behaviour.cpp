// SPDX-License-Identifier: Apache-2.0
#include "core/relay/behaviour.h"

#include "core/inspect/behaviour_rules.h"
#include "core/pipeline/treatment.h"

#include <algorithm>

namespace gatehouse::relay {
namespace {

bool holdsAttack(const pipeline::Passage& passage)
{
    return std::any_of(passage.found.begin(), passage.found.end(),
        [&](const inspect::Found& found) { return pipeline::isSuspicious(found, passage.direction); });
}

bool isTold(const pipeline::Passage& passage, const trust::Deviation& deviation)
{
    const auto& rule = inspect::ruleOf(deviation.rule);
    return std::any_of(passage.treated.begin(), passage.treated.end(),
        [&](const pipeline::Treated& treated) { return passage.found[treated.finding].rule == &rule; });
}

} // namespace

std::uint32_t noteCall(Shared& shared, const pipeline::Passage& passage)
{
    if (passage.method.method != mcp::Method::ToolsCall)
        return 0;
    // What the user has allowed with his own hand is no attack.
    return shared.memory.behaviour.onAdmitted(passage.surroundings.isApproved || !holdsAttack(passage));
}

void noteAnswer(
    Shared& shared, const jsonrpc::OpenRequest& request, const pipeline::Passage& passage, bool travels)
{
    if (request.ticket != 0)
        shared.memory.behaviour.onSettled(request.ticket, travels, !holdsAttack(passage));
}

std::string deviationDetails(const pipeline::Passage& passage)
{
    std::string details;
    for (const auto& one : passage.deviations) {
        if (!isTold(passage, one))
            continue;
        details += details.empty() ? "{\"deviations\":[{\"rule\":\"" : ",{\"rule\":\"";
        details.append(model::toText(one.rule)).append("\",\"sentence\":");
        details += jsonrpc::encodeString(one.sentence) + ",\"sure\":\"";
        details.append(model::toText(one.confidence)).append("\",\"is\":" + std::to_string(one.is));
        details += ",\"usual\":" + std::to_string(one.usual) + ",\"calls\":" + std::to_string(one.calls) +
            ",\"days\":" + std::to_string(one.days) + "}";
    }
    return details.empty() ? details : details + "]}";
}

} // namespace gatehouse::relay
