// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/approval.h"
#include "core/model/candidate.h"

#include <string>
#include <vector>

namespace gatehouse::store {
class Database;
}

namespace gatehouse::service {

class Ledger;

// Servers that imported lists tell of. They are kept to be looked at; only approveCandidate() opens anything,
// and that is exactly the command that is shown.

/// A candidate and what is decided on its command here.
struct CandidateStanding {
    model::Candidate candidate;
    bool isApproved = false; ///< its command may start, for every client
    bool isDenied = false;   ///< a denial of its command holds: it cannot be approved from a list

    bool isUsable() const { return candidate.why.empty(); }
    bool isOpen() const { return isUsable() && !isApproved && !isDenied; }
    bool operator==(const CandidateStanding&) const = default;
};

/// Those that nobody has dismissed, by name. `decisions`: those that hold.
base::Result<std::vector<CandidateStanding>> readCandidates(
    store::Database& database, const std::vector<model::RegistryDecision>& decisions);

/// What a list brings.
struct CandidateNews {
    std::vector<model::Candidate> added; ///< not known yet, and not dismissed
    std::size_t known = 0;               ///< known or dismissed

    bool operator==(const CandidateNews&) const = default;
};
/// TooLarge where more would be kept than `CandidateStore::kMaxKept`.
base::Result<CandidateNews> newsOf(
    store::Database& database, const std::vector<model::Candidate>& candidates);

/// Keeps what is new: journal lines, then the books. One that is known is not written again.
base::Result<CandidateNews> keepCandidates(Ledger& ledger, const std::vector<model::Candidate>& candidates);
/// The decision's id; that of the one that holds where it is approved already. NotFound; InvalidArgument for
/// one that cannot be used or whose command is denied here. The snapshot has to follow.
base::Result<std::string> approveCandidate(Ledger& ledger, const std::string& id, model::AnsweredBy by);
/// They are not shown again, also where another list tells of them. NotFound names the one that is not there;
/// then none is.
base::Result<void> dismissCandidates(
    Ledger& ledger, const std::vector<std::string>& ids, model::AnsweredBy by);

} // namespace gatehouse::service
