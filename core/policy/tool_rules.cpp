// SPDX-License-Identifier: Apache-2.0
#include "core/policy/tool_rules.h"

#include "core/trust/launch_resolver.h"

namespace gatehouse::policy {

HeldToolRules heldToolRules(
    const Snapshot& snapshot, const model::LaunchIdentity& identity, base::UnixMilliseconds now)
{
    HeldToolRules held;
    const auto found = snapshot.toolRulesFor(trust::serverRef(identity));
    if (found.empty())
        return held;
    const auto command = trust::commandDigest(identity);
    for (const auto& ofCommand : found) {
        const bool isOther = ofCommand.command != command;
        for (auto rule : ofCommand.rules) {
            const bool isAllow = rule.decision == model::ToolDecision::Allow;
            const bool isOver = rule.expiresAt != 0 && rule.expiresAt <= now;
            if (isAllow && (isOther || isOver)) {
                // Of all other tools an Allow says nothing that is worth a question.
                if (rule.tool.empty())
                    continue;
                rule = {rule.tool, model::ToolDecision::Ask, {}, 0};
            } else if (isAllow && rule.expiresAt != 0 &&
                (held.nextExpiry == 0 || rule.expiresAt < held.nextExpiry)) {
                held.nextExpiry = rule.expiresAt;
            }
            held.rules.push_back(std::move(rule));
        }
    }
    return held;
}

} // namespace gatehouse::policy
