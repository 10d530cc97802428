// SPDX-License-Identifier: Apache-2.0
#include "core/model/behaviour.h"

#include "core/model/names.h"

#include <array>

namespace gatehouse::model {
namespace {

constexpr std::array kBehaviourIds{
#define GATEHOUSE_BEHAVIOUR(name, id, severity, sentence) std::string_view(id),
#include "core/model/behaviour_rules.def"
#undef GATEHOUSE_BEHAVIOUR
};

} // namespace

std::string_view toText(BehaviourRule rule)
{
    return textOf(kBehaviourIds, rule);
}

} // namespace gatehouse::model
