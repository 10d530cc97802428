// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/verdict.h"
#include "core/policy/inspection_rules.h"

namespace gatehouse::pipeline {

/// Lists, instructions, and what a server says of itself: what a client takes for granted afterwards.
bool isDefinition(model::Channel channel);

/// What inspection_defaults.def says.
policy::Handling defaultHandling(model::Family family, model::Channel channel, model::Direction direction);

} // namespace gatehouse::pipeline
