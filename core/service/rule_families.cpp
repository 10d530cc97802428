// SPDX-License-Identifier: Apache-2.0
#include "core/service/rule_families.h"

#include <algorithm>
#include <array>

namespace gatehouse::service {
namespace {

struct RuleFamily {
    std::string_view rule;
    std::string_view family;
};

constexpr auto kRuleFamilies = [] {
    auto rules = std::to_array<RuleFamily>({
#define GATEHOUSE_RULE(id, family, sentence) {id, family},
#include "rule_sentences.def" // core/inspect/list_rules writes it
#undef GATEHOUSE_RULE
    });
    std::ranges::sort(rules, {}, &RuleFamily::rule);
    return rules;
}();

} // namespace

std::optional<model::Family> familyOfRule(std::string_view rule)
{
    const auto* const known = std::ranges::lower_bound(kRuleFamilies, rule, {}, &RuleFamily::rule);
    model::Family family{};
    if (known == kRuleFamilies.end() || known->rule != rule || !model::fromText(known->family, family))
        return std::nullopt;
    return family;
}

} // namespace gatehouse::service
