// SPDX-License-Identifier: Apache-2.0
#include "core/policy/inspection_rules.h"

#include <algorithm>

namespace gatehouse::policy {
namespace {

bool appliesTo(const InspectionRule& rule, const FindingKind& kind)
{
    const bool isOfServer = rule.server.empty() || rule.server == kind.server;
    const bool isOfTrust = !rule.trust || *rule.trust == kind.trust;
    const bool isOfFamily = !rule.family || *rule.family == kind.family;
    const bool isOfRule = rule.rule.empty() || rule.rule == kind.rule || rule.rule == kind.detector;
    const bool isOfChannel = !rule.channel || *rule.channel == kind.channel;
    return isOfServer && isOfTrust && isOfFamily && isOfRule && isOfChannel;
}

/// How exactly it names what it is about.
int exactness(const InspectionRule& rule, const FindingKind& kind)
{
    const int what = rule.rule.empty() ? (rule.family ? 1 : 0) : (rule.rule == kind.rule ? 3 : 2);
    return (rule.server.empty() ? 0 : 16) + (rule.trust ? 8 : 0) + what * 2 + (rule.channel ? 1 : 0);
}

/// A mask shows part of the value, and what can be put back is not gone.
int strictness(model::RedactionStyle style)
{
    switch (style) {
    case model::RedactionStyle::Reversible:
        return 0;
    case model::RedactionStyle::Mask:
        return 1;
    case model::RedactionStyle::Token:
        break;
    }
    return 2;
}
int strictness(model::Treatment treatment)
{
    return static_cast<int>(treatment);
}
/// The less sure a finding has to be.
int strictness(model::Confidence from)
{
    return -static_cast<int>(from);
}

template <typename Setting>
Setting stricterOf(Setting left, Setting right)
{
    return strictness(left) < strictness(right) ? right : left;
}

/// One setting of the most exact rule that has it.
template <typename Setting>
class Exactest {
public:
    void offer(const std::optional<Setting>& value, int exactness)
    {
        if (!value || exactness < m_exactness)
            return;
        m_value = exactness == m_exactness && m_value ? stricterOf(*m_value, *value) : *value;
        m_exactness = exactness;
    }
    const std::optional<Setting>& value() const { return m_value; }

private:
    std::optional<Setting> m_value;
    int m_exactness = -1;
};

struct Settled {
    Exactest<model::Treatment> treatment;
    Exactest<model::Confidence> from;
    Exactest<model::RedactionStyle> style;
};

Settled settle(const InspectionRules& file, const FindingKind& kind)
{
    Settled settled;
    for (const auto& rule : file.rules) {
        if (!appliesTo(rule, kind))
            continue;
        const int exact = exactness(rule, kind);
        settled.treatment.offer(rule.treatment, exact);
        settled.from.offer(rule.from, exact);
        settled.style.offer(rule.style, exact);
    }
    return settled;
}

} // namespace

Handling handlingOf(
    const std::vector<InspectionRules>& files, const FindingKind& kind, const Handling& standard)
{
    std::optional<Handling> handling;
    // What the users' files lead to: each on its own where it says nothing leaves the default.
    for (const auto& file : files) {
        if (file.isOrganisation)
            continue;
        const auto settled = settle(file, kind);
        const Handling own{settled.treatment.value().value_or(standard.treatment),
            settled.from.value().value_or(standard.from), settled.style.value().value_or(standard.style)};
        handling = !handling
            ? own
            : Handling{stricterOf(handling->treatment, own.treatment), stricterOf(handling->from, own.from),
                  stricterOf(handling->style, own.style)};
    }
    auto result = handling.value_or(standard);
    for (const auto& file : files) {
        if (!file.isOrganisation)
            continue;
        const auto settled = settle(file, kind);
        result.treatment = stricterOf(result.treatment, settled.treatment.value().value_or(result.treatment));
        result.from = stricterOf(result.from, settled.from.value().value_or(result.from));
        result.style = stricterOf(result.style, settled.style.value().value_or(result.style));
    }
    return result;
}

} // namespace gatehouse::policy
