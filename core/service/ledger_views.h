// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/file_view.h"
#include "core/service/ledger.h"
#include "core/store/database.h"

namespace gatehouse::service {

// What Ledger reads for others; apart, so that a program that may only look (a read-only database) can ask
// the same.
base::Result<std::vector<model::SessionRow>> readSessions(store::Database& database, int offset, int limit);
base::Result<std::vector<model::EventRow>> readEvents(
    store::Database& database, const EventsRequest& request);
/// `cards` are those that wait.
base::Result<std::map<std::string, EntryStanding>> readStandings(store::Database& database,
    const base::Places& places, const std::vector<model::RegistryDecision>& decisions,
    const std::vector<model::ApprovalCard>& cards);

/// Every score there is now, with what the lists say that the snapshot at `places` names.
base::Result<Reputations> readReputationsAt(store::Database& database, const base::Places& places);

/// What stands around a client or a server, with the scores of today.
base::Result<ClientRelations> readClientRelations(
    store::Database& database, const base::Places& places, const std::string& client);
base::Result<ServerRelations> readServerRelations(
    store::Database& database, const base::Places& places, const std::string& serverRef);

/// Clients' files as they were last seen; lines that say nothing of one are left out.
base::Result<std::vector<clients::FileView>> readClientFiles(store::Database& database);

/// Cards that nobody has answered, checked against their own identity and the decisions that hold, with what
/// was approved before and what the lists say that the snapshot at `places` names.
base::Result<std::vector<model::ApprovalCard>> readPending(
    store::Database& database, const base::Places& places);
/// The card with what was approved for its entry before; nothing where the decisions that hold answer it.
base::Result<std::optional<model::ApprovalCard>> explainCard(
    store::Database& database, const base::Places& places, model::ApprovalCard card);

/// Sessions without an end whose wrapper does not run any more are ended. The number of them.
base::Result<int> closeAbandonedSessions(store::Database& database, const ProcessTree& processes);

} // namespace gatehouse::service
