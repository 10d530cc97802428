// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/ipc/messages.h"
#include "core/service/approver.h"

#include <string>
#include <vector>

namespace gatehouse::service {

class Ledger;
class OwnJournal;

// What the command line asks of the books: the same code whether the desktop does it or, with none running,
// the command line itself. Each ends with the snapshot published and gives the id of the decision that it
// made or ended.

/// Answers the card of this id. NotPending where none waits under it, KnownMalicious where lists stop it for
/// what `despite` does not name.
base::Result<std::string> decideNamed(Ledger& ledger, const ProcessTree& processes, const std::string& cardId,
    model::Choice choice, const std::vector<std::string>& despite = {});
/// Approves or denies a command before it was asked for. InvalidArgument for an empty command or an unknown
/// scope.
base::Result<std::string> decidePattern(Ledger& ledger, const ipc::ApprovePattern& request);
/// Ends the decision of this id, or the decisions on the launch whose card had this id. NotPending where
/// there is none.
base::Result<std::string> revokeNamed(Ledger& ledger, const std::string& id);

/// Keeps that somebody tried; what was tried does not happen either way.
base::Result<void> recordRefusal(OwnJournal& journal, const ApproverFacts& facts, const base::Error& why);

} // namespace gatehouse::service
