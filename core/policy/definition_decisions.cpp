// SPDX-License-Identifier: Apache-2.0
#include "core/policy/definition_decisions.h"

#include "core/trust/launch_resolver.h"

#include <algorithm>
#include <optional>

namespace gatehouse::policy {
namespace {

using trust::DefinitionDecision;

/// Nothing where it is about something else, or does not hold.
std::optional<DefinitionDecision> definitionDecision(const model::RegistryDecision& decision,
    const model::LaunchIdentity& identity, base::UnixMilliseconds now, const GrantMoments& moments)
{
    if (!decision.identity || !decision.identity->call || !decision.identity->call->isDefinition())
        return std::nullopt;
    const auto& call = *decision.identity->call;
    const bool isOver =
        isGrantOver(decision.id, decision.expiresAt, now, decision.isDenied ? GrantMoments() : moments);
    const bool isFinal = decision.isDenied || decision.choice == model::Choice::Always;
    DefinitionDecision found{model::DefinitionKind::Tool, call.tool, call.digest, decision.isDenied};
    const auto kind = std::string_view(call.method).substr(model::GuardedCall::kDefinitionOf.size());
    if (isOver || !isFinal || !model::fromText(kind, found.kind))
        return std::nullopt;
    auto asked = identity;
    asked.call = call;
    return trust::identityDigest(asked) == decision.identityDigest ? std::optional(found) : std::nullopt;
}

bool contains(const std::vector<DefinitionDecision>& decisions, const DefinitionDecision& one)
{
    return std::find(decisions.begin(), decisions.end(), one) != decisions.end();
}

} // namespace

std::vector<DefinitionDecision> definitionDecisions(const Snapshot& snapshot,
    const model::LaunchIdentity& identity, base::UnixMilliseconds now, const GrantMoments& moments)
{
    std::vector<DefinitionDecision> found;
    for (const auto& decision : snapshot.decisionsForEntry(identity.entryRef)) {
        if (const auto one = definitionDecision(decision, identity, now, moments))
            found.push_back(*one);
    }
    return found;
}

std::vector<DefinitionDecision> stricter(
    const std::vector<DefinitionDecision>& left, const std::vector<DefinitionDecision>& right)
{
    std::vector<DefinitionDecision> both;
    for (const auto& one : left) {
        if (one.isDenied || contains(right, one))
            both.push_back(one);
    }
    for (const auto& one : right) {
        if (one.isDenied && !contains(both, one))
            both.push_back(one);
    }
    return both;
}

} // namespace gatehouse::policy
