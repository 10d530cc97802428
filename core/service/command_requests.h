// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/ipc/messages.h"
#include "core/service/approver.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::service {

class Ledger;
class OwnJournal;

// What the command line asks of the books: the same code whether the desktop does it or, with none running,
// the command line itself. Each ends with the snapshot published and gives the id of the decision that it
// made or ended.

/// Answers the card of this id. NotPending where none waits under it, KnownMalicious where lists stop it for
/// what the request's `despite` does not name.
base::Result<std::string> decideNamed(
    Ledger& ledger, const ProcessTree& processes, const ipc::AnswerCard& request);
/// Approves or denies a command before it was asked for. InvalidArgument for an empty command or an unknown
/// scope.
base::Result<std::string> decidePattern(Ledger& ledger, const ipc::ApprovePattern& request);
/// Ends the decision of this id, or the decisions on the launch whose card had this id. NotPending where
/// there is none.
base::Result<std::string> revokeNamed(Ledger& ledger, const std::string& id);

/// Ends every approval that holds, of launches, calls and definitions; denials stay. The number of them.
base::Result<std::string> revokeAll(Ledger& ledger, model::AnsweredBy by);
/// Decides on tools of one server; see Ledger::decideTools().
base::Result<std::string> decideTools(Ledger& ledger, const ipc::DecideTools& request);
/// The same at once where nothing of it opens anything, so that anybody may ask for it; nothing where a
/// person has to. In one go: what holds must not change between the look and the decision.
base::Result<std::optional<std::string>> tightenTools(Ledger& ledger, const ipc::DecideTools& request);

/// Takes over the file that was shown; the number of decisions or candidates.
base::Result<std::string> takeNamedImport(Ledger& ledger, const ipc::TakeImport& request);
/// Approves a candidate, or dismisses it.
base::Result<std::string> answerNamedCandidate(Ledger& ledger, const ipc::AnswerCandidate& request);

/// Keeps that somebody tried; what was tried does not happen either way.
base::Result<void> recordRefusal(OwnJournal& journal, const ApproverFacts& facts, const base::Error& why);

} // namespace gatehouse::service
