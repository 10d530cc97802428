// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/behaviour_rules.h"

#include <array>

namespace gatehouse::inspect {
namespace {

constexpr std::array<Rule, model::kBehaviourRules> kBehaviourRuleTable{{
#define GATEHOUSE_BEHAVIOUR(name, id, severity, sentence)                                                    \
    {id, Family::Behaviour, Severity::severity, sentence},
#include "core/model/behaviour_rules.def"
#undef GATEHOUSE_BEHAVIOUR
}};

class BehaviourDetector final : public Detector {
public:
    std::string_view id() const override { return "behaviour"; }
    std::span<const Rule> rules() const override { return kBehaviourRuleTable; }
    std::span<const Sample> samples() const override { return {}; }
};

} // namespace

const Detector& behaviourDetector()
{
    static const BehaviourDetector kDetector;
    return kDetector;
}

const Rule& ruleOf(model::BehaviourRule rule)
{
    return kBehaviourRuleTable.at(static_cast<std::size_t>(rule));
}

} // namespace gatehouse::inspect
