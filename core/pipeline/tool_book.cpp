// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/tool_book.h"

#include "core/inspect/normalise.h"
#include "core/pipeline/name_likeness.h"

#include <algorithm>
#include <utility>

namespace gatehouse::pipeline {
namespace {

using model::ToolDecision;

bool isTightening(ToolDecision decision)
{
    return decision == ToolDecision::Ask || decision == ToolDecision::Deny;
}

} // namespace

std::string toolLook(std::string_view name)
{
    inspect::TextCopy copy;
    inspect::normaliseText(name, 0, copy);
    return nameSkeleton(copy.text);
}

ToolBook::Set ToolBook::compile(const std::vector<model::ToolRule>& rules)
{
    Set set;
    for (const auto& rule : rules) {
        if (rule.tool.empty()) {
            set.others = std::max(set.others, rule.decision);
            continue;
        }
        const auto [held, isNew] = set.exact.try_emplace(rule.tool, rule);
        if (!isNew && held->second.decision < rule.decision)
            held->second = rule;
        if (isTightening(rule.decision)) {
            auto& looking = set.looks[toolLook(rule.tool)];
            looking = std::max(looking, rule.decision);
        }
    }
    return set;
}

bool ToolBook::decide(const std::vector<std::vector<model::ToolRule>>& sets)
{
    m_sets.clear();
    for (const auto& rules : sets) {
        if (!rules.empty())
            m_sets.push_back(compile(rules));
    }
    bool isOther = false;
    for (auto& [name, seen] : m_seen) {
        const auto before = std::exchange(seen.standing, decisionOn(name, &seen.definition));
        isOther = isOther || (before == ToolDecision::Deny) != (seen.standing == ToolDecision::Deny);
    }
    return isOther;
}

void ToolBook::saw(std::string_view name, const base::Sha256& digest)
{
    auto found = m_seen.find(name);
    if (found == m_seen.end()) {
        if (m_seen.size() >= kMaxSeen)
            return;
        found = m_seen.emplace(name, Seen()).first;
    } else if (found->second.definition == digest) {
        return;
    }
    found->second = {digest, decisionOn(name, &digest)};
}

ToolDecision ToolBook::standing(std::string_view name) const
{
    if (m_sets.empty())
        return ToolDecision::None;
    const auto found = m_seen.find(name);
    return found != m_seen.end() ? found->second.standing : decisionOn(name, nullptr);
}

ToolDecision ToolBook::decisionOn(std::string_view name, const base::Sha256* definition) const
{
    auto strictest = ToolDecision::None;
    if (m_sets.empty())
        return strictest;
    // No book can hold such a name, so that no rule could be about it.
    if (name.find('\0') != std::string_view::npos)
        return ToolDecision::Deny;
    const auto look = toolLook(name);
    for (const auto& set : m_sets) {
        auto decision = set.others;
        if (const auto exact = set.exact.find(name); exact != set.exact.end()) {
            const bool isOtherwise = definition == nullptr || *definition != exact->second.definition;
            decision = exact->second.decision == ToolDecision::Allow && isOtherwise ? ToolDecision::Ask
                                                                                    : exact->second.decision;
        }
        if (const auto alike = set.looks.find(look); alike != set.looks.end())
            decision = std::max(decision, alike->second);
        strictest = std::max(strictest, decision);
    }
    return strictest;
}

} // namespace gatehouse::pipeline
