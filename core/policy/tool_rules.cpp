// SPDX-License-Identifier: Apache-2.0
#include "core/policy/tool_rules.h"

#include "core/trust/launch_resolver.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace gatehouse::policy {
namespace {

/// How much time the Allows of one server and command have left. Each mark is looked up once.
class TimeLeft {
public:
    TimeLeft(const model::ServerToolRules& rules, base::UnixMilliseconds now, const GrantMoments& moments)
        : m_rules(rules)
        , m_now(now)
        , m_moments(moments)
    {
    }

    /// Nothing where it is over. Of an Allow that ends.
    std::optional<base::UnixMilliseconds> of(const model::ToolRule& rule)
    {
        const auto moment = momentOf(rule.expiresAt);
        return moment && rule.expiresAt > *moment ? std::optional(rule.expiresAt - *moment) : std::nullopt;
    }

    std::string grantOf(const model::ToolRule& rule) const
    {
        return toolGrantId(m_rules.serverRef, m_rules.command, rule.expiresAt);
    }

private:
    std::optional<base::UnixMilliseconds> momentOf(base::UnixMilliseconds expiresAt)
    {
        const auto [place, isNew] = m_known.try_emplace(expiresAt, m_now);
        if (isNew && m_moments) {
            place->second = m_moments(toolGrantId(m_rules.serverRef, m_rules.command, expiresAt));
            if (place->second)
                place->second = std::max(*place->second, m_now);
        }
        return place->second;
    }

    const model::ServerToolRules& m_rules;
    base::UnixMilliseconds m_now;
    const GrantMoments& m_moments;
    std::map<base::UnixMilliseconds, std::optional<base::UnixMilliseconds>> m_known; // by their end
};

void addEnding(HeldToolRules& held, base::UnixMilliseconds endsAt, std::string grant)
{
    if (held.nextExpiry == 0 || endsAt < held.nextExpiry)
        held.nextExpiry = endsAt;
    if (std::find(held.grants.begin(), held.grants.end(), grant) == held.grants.end())
        held.grants.push_back(std::move(grant));
}

} // namespace

HeldToolRules heldToolRules(const Snapshot& snapshot, const model::LaunchIdentity& identity,
    base::UnixMilliseconds now, const GrantMoments& moments)
{
    HeldToolRules held;
    const auto found = snapshot.toolRulesFor(trust::serverRef(identity));
    if (found.empty())
        return held;
    const auto command = trust::commandDigest(identity);
    for (const auto& ofCommand : found) {
        const bool isOther = ofCommand.command != command;
        TimeLeft time(ofCommand, now, moments);
        for (auto rule : ofCommand.rules) {
            const bool isAllow = rule.decision == model::ToolDecision::Allow;
            const bool ends = isAllow && !isOther && rule.expiresAt != 0;
            const auto left = ends ? time.of(rule) : std::nullopt;
            if (isAllow && (isOther || (ends && !left))) {
                // Of all other tools an Allow says nothing that is worth a question.
                if (rule.tool.empty())
                    continue;
                rule = {rule.tool, model::ToolDecision::Ask, {}, 0};
            } else if (left) {
                addEnding(held, now + *left, time.grantOf(rule));
            }
            held.rules.push_back(std::move(rule));
        }
    }
    return held;
}

} // namespace gatehouse::policy
