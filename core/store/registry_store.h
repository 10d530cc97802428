// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"
#include "core/store/database.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::store {

/// A decision and what became of it.
struct StoredDecision {
    model::RegistryDecision decision;     ///< where something was learned: with the identity that was learned
    base::UnixMilliseconds learnedAt = 0; ///< 0: nothing was
    base::UnixMilliseconds revokedAt = 0; ///< 0: it holds
    std::string revokedWhy;               ///< "revoked", "used", "expired", "client-ended"

    bool operator==(const StoredDecision&) const = default;
};

/// What was decided about launches. The order in which decisions, revocations and learnings arrive does not
/// matter, since they come from different journals; each may arrive more than once.
class RegistryStore {
public:
    explicit RegistryStore(Database& database)
        : m_database(database)
    {
    }

    /// InvalidArgument for a decision without id, and for another one under an id that is taken.
    base::Result<void> add(const model::RegistryDecision& decision);
    /// The first revocation of a decision counts.
    base::Result<void> revoke(
        const std::string& decisionId, base::UnixMilliseconds at, const std::string& why);
    /// What the first start of an approved pattern was, or of a launch whose package nobody had looked at. Of
    /// several the earliest counts, and only one whose argv is the pattern, or which completes the identity
    /// that was decided on. The digest is taken as given: compare it with trust::identityDigest before a
    /// snapshot names it.
    base::Result<void> learn(const std::string& decisionId, const model::LaunchIdentity& identity,
        const std::string& identityDigest, base::UnixMilliseconds at);

    /// Decisions that hold at `now`, oldest first: what the snapshot is made of.
    base::Result<std::vector<model::RegistryDecision>> active(base::UnixMilliseconds now);
    /// Everything that was ever decided, oldest first. Parsed once for each change of the registry.
    base::Result<std::vector<StoredDecision>> all();
    /// Another value after every change of the registry.
    base::Result<std::int64_t> version();
    /// Gives the decision the identity that was learned of it, where one was: also one that is not in these
    /// books.
    base::Result<void> addLearning(StoredDecision& stored);
    base::Result<std::optional<StoredDecision>> find(const std::string& decisionId);

    /// A decision that does not hold any more and why.
    struct Expired {
        std::string decisionId;
        std::string why;
    };
    /// What has run out: the time of a decision, or the client process that Once or Session was given to.
    /// Changes nothing: journal each as "revoked", then call `revoke`.
    base::Result<std::vector<Expired>> findExpired(
        base::UnixMilliseconds now, const std::function<bool(const model::ProcessInfo&)>& isAlive);

private:
    struct Memo;

    base::Result<std::vector<StoredDecision>> readAll();
    base::Result<StoredDecision> fromRow(const Query& row);

    Database& m_database;
};

} // namespace gatehouse::store
