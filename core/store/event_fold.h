// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/session_event.h"
#include "core/store/catalog_store.h"
#include "core/store/pending_store.h"
#include "core/store/registry_store.h"
#include "core/store/usage_fold.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gatehouse::store {

/// Folds the events of one journal, in their order, into the tables that they speak of. One for each journal
/// and transaction.
class EventFold {
public:
    EventFold(Database& database, std::int64_t journalId);

    /// Reads what earlier chunks of the journal said; makes the session's row where there is none.
    base::Result<void> begin(base::UnixMilliseconds firstAt);
    /// True where the event was new. One that is there already changes nothing.
    base::Result<bool> fold(const model::SessionEvent& event);
    /// Writes the session's row and what was counted.
    base::Result<void> end();

    /// Lines that say what their journal may not say, or not understandably.
    const std::vector<std::string>& notes() const { return m_notes; }

private:
    base::Result<bool> insert(const model::SessionEvent& event);
    base::Result<void> apply(const model::SessionEvent& event);
    base::Result<void> applyStart(const model::SessionEvent& event);
    base::Result<void> applyPending(const model::SessionEvent& event);
    base::Result<void> applyAnswer(const model::SessionEvent& event);
    base::Result<void> applyDecision(const model::SessionEvent& event);
    base::Result<void> applyToolsDecision(const model::SessionEvent& event);
    base::Result<void> applyRevoked(const model::SessionEvent& event);
    base::Result<void> applyLearned(const model::SessionEvent& event);
    base::Result<void> applyHandshake(const model::SessionEvent& event);
    base::Result<void> applyClientFile(const model::SessionEvent& event);
    base::Result<void> applyListed(const model::SessionEvent& event);
    base::Result<void> applyVersions(const model::SessionEvent& event);
    base::Result<void> applyAskedVersion(const model::LaunchIdentity& identity, base::UnixMilliseconds at);
    base::Result<void> applyListKey(const model::SessionEvent& event);
    base::Result<void> applyList(const model::SessionEvent& event);
    base::Result<void> applyCandidates(const model::SessionEvent& event);
    base::Result<void> applyDismissal(const model::SessionEvent& event);
    base::Result<void> applyClient(const model::SessionEvent& event);
    base::Result<void> writeCatalog();
    bool isOfAServer() const { return !m_serverRef.empty() && !isDecider(); }
    bool isDecider() const;
    bool mayDecide(const model::SessionEvent& event);
    void note(const model::SessionEvent& event, const std::string& what);

    Database& m_database;
    RegistryStore m_registry;
    PendingStore m_pending;
    CatalogStore m_catalog;
    DefinitionStore m_definitions;
    AgentStore m_agents;
    UsageFold m_usage;
    std::vector<std::string> m_notes;

    // The session's row while it is folded.
    std::int64_t m_id = 0;
    std::string m_program;
    std::string m_serverRef;
    std::string m_server;
    std::string m_client;
    std::string m_identityDigest;
    std::string m_cardId;
    SeenAgent m_agent;
    bool m_hasListed = false; // something that the server's limits are to be seen after
    base::UnixMilliseconds m_endedAt = 0;
    std::int64_t m_events = 0;
    std::int64_t m_blocked = 0;
};

} // namespace gatehouse::store
