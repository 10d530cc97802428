// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatehouse::model {

/// Rows of behaviour_rules.def.
enum class BehaviourRule : std::uint8_t {
#define GATEHOUSE_BEHAVIOUR(name, id, severity, sentence) name,
#include "core/model/behaviour_rules.def"
#undef GATEHOUSE_BEHAVIOUR
    Count,
};

inline constexpr std::size_t kBehaviourRules = static_cast<std::size_t>(BehaviourRule::Count);

std::string_view toText(BehaviourRule rule); ///< the rule's id

} // namespace gatehouse::model
