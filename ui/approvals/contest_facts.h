// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/approvals/card_facts.h"
#include "ui/models/contest.h"

namespace gatehouse::approvals {

/// Writes what two servers' tools of the same name say, the one that is to be used first.
Hidden writeContest(widgets::FactView& view, const models::Contest& contest,
    const std::vector<model::ApprovalCard>& cards, bool showsAll);

} // namespace gatehouse::approvals
