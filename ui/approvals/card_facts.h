// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"

#include <vector>

#include <QString>

namespace gatehouse::widgets {
class FactView;
}

namespace gatehouse::approvals {

/// What of a card is not shown yet: as long as something is, nothing can be allowed.
struct Hidden {
    qsizetype arguments = 0;  ///< whole arguments
    qsizetype characters = 0; ///< of arguments that are shown in part

    bool isAny() const { return arguments > 0 || characters > 0; }
};

/// Writes everything that the user should know before an answer. In the order that the card's class asks for:
/// what is dangerous first, then what changed, then what would run. Long commands are shortened unless
/// `showsAll`.
Hidden writeCard(widgets::FactView& view, const model::ApprovalCard& card, bool showsAll);

/// The same of several definitions of one server that are decided on together: what changed of each, one
/// below the other. Where there are many, the later ones stand there in full only with `showsAll`.
Hidden writeMatter(widgets::FactView& view, const std::vector<model::ApprovalCard>& cards, bool showsAll);

/// "asked by Claude Code (claude, process 4411), for all your projects".
QString askerText(const model::ApprovalCard& card, const QString& clientTitle);

/// The client's name as a person knows it, from its id in the client table or from what it calls itself.
QString clientTitleOf(const model::ApprovalCard& card);

} // namespace gatehouse::approvals
