// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"
#include "core/store/database.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::store {

/// One launch that asked.
struct PendingAsk {
    std::string cardId;
    model::LaunchIdentity identity;
    std::string identityDigest;
    std::string clientName;
    std::string reason;
    bool isProbe = false;
    base::UnixMilliseconds at = 0;
};

/// The inbox: launches that nobody has decided on, one card each. A card is open until a decision on its
/// identity, or `resolve`, that is not older than the last time it was asked.
class PendingStore {
public:
    explicit PendingStore(Database& database)
        : m_database(database)
    {
    }

    /// Makes or renews the card. The order of asks does not matter; of two questions with one card the one
    /// that was asked first has it; once anything but a probe asked it stays a card.
    base::Result<void> ask(const PendingAsk& ask);
    /// The session that asked went on or was refused (it says so itself), or the user put the card away.
    base::Result<void> resolve(const std::string& cardId, base::UnixMilliseconds at);

    /// Open cards, the one that asked last first. `ancestry`, `waiting`, `entryLine`, `approvedBefore` and
    /// `changes` are for the caller, who sees processes and files.
    base::Result<std::vector<model::ApprovalCard>> open();
    /// A card by its id, open or not.
    base::Result<std::optional<model::ApprovalCard>> find(const std::string& cardId);
    /// Why a card waits: the reason of its last ask; empty where there is no such card.
    base::Result<std::string> reasonOf(const std::string& cardId);

private:
    Database& m_database;
};

} // namespace gatehouse::store
