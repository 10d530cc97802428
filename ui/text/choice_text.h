// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"

#include <QString>

namespace gatehouse::text {

/// What the button of a choice says: "Allow once" …
QString choiceLabel(model::Choice choice);

/// One sentence that says what would happen on this choice, for this card, in words that hold for its client
/// and scope.
QString choiceSentence(model::Choice choice, const model::ApprovalCard& card, const QString& clientTitle);

/// Where the entry applies: "for every project of this account", "for one project".
QString scopeText(model::EntryScope scope);

/// "by pointer", "by keyboard" …
QString answeredByText(model::AnsweredBy by);

/// What the user does in that client after approval, so that it sees the server's tools. The client is known
/// by what it calls itself (clientInfo.name).
QString afterApprovalText(const model::ApprovalCard& card);

} // namespace gatehouse::text
