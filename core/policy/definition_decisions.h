// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy/grant_clock.h"
#include "core/policy/snapshot.h"
#include "core/trust/pin_book.h"

#include <vector>

namespace gatehouse::policy {

/// What the user has decided about definitions of this launch: of its entry and command, whatever became of
/// its files. What ends is looked up in `moments`, see isGrantOver().
std::vector<trust::DefinitionDecision> definitionDecisions(const Snapshot& snapshot,
    const model::LaunchIdentity& identity, base::UnixMilliseconds now, const GrantMoments& moments = {});

/// What both allow, and what either denies.
std::vector<trust::DefinitionDecision> stricter(
    const std::vector<trust::DefinitionDecision>& left, const std::vector<trust::DefinitionDecision>& right);

} // namespace gatehouse::policy
