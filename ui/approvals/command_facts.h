// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/approvals/card_facts.h"

namespace gatehouse::approvals {

/// What would run: the command, the files and the package that count, what is not known. Tells in `hidden`
/// what is shortened, which nothing is with `showsAll`.
void writeCommand(widgets::FactView& view, const model::ApprovalCard& card, bool showsAll, Hidden& hidden);

/// What of it differs from what was approved; nothing where nothing does.
void writeChanges(widgets::FactView& view, const model::ApprovalCard& card);

} // namespace gatehouse::approvals
