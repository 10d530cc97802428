// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detector.h"
#include "core/model/behaviour.h"

namespace gatehouse::inspect {

/// Whose rules deviations from learned behaviour are, so that policies, journals and windows treat them as
/// all other findings. It looks at no text: what deviates only a session can tell. Not of the standard set.
const Detector& behaviourDetector();
const Rule& ruleOf(model::BehaviourRule rule);

} // namespace gatehouse::inspect
