// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/rows.h"
#include "core/store/database.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse::store {

/// Who uses what: which client, under which name, called what how often, in which messages rules found
/// something, and what processes that were. Names and numbers, never what was said.
class UsageStore {
public:
    explicit UsageStore(Database& database)
        : m_database(database)
    {
    }

    /// As many more.
    base::Result<void> used(const model::UseRow& more);
    base::Result<void> flowed(const model::FlowRow& more);

    /// By server, kind, name, client and agent. Of one server; of all where `ref` is empty.
    base::Result<std::vector<model::UseRow>> uses(const std::string& ref);
    base::Result<std::vector<model::UseRow>> usesOf(const std::string& client);
    base::Result<std::vector<model::FlowRow>> flows(const std::string& ref);

    /// What tools were used for: in how many calls that reached it which rule found something. By server and
    /// tool, as the catalog names it.
    using ReachedTools = std::map<std::pair<std::string, std::string>, std::map<std::string, std::uint64_t>>;
    base::Result<ReachedTools> reachedTools();

private:
    Database& m_database;
};

/// What is known of a session's client.
struct SeenAgent {
    std::string clientId; ///< whose file has the entry
    std::string name;     ///< a claim, as the next two
    std::string version;
    std::string protocol;
    std::string ancestry; ///< JSON, as the journal holds it
};

/// Who stood at the client's end of sessions.
class AgentStore {
public:
    explicit AgentStore(Database& database)
        : m_database(database)
    {
    }

    base::Result<SeenAgent> find(std::int64_t sessionId);
    base::Result<void> write(std::int64_t sessionId, const SeenAgent& agent);
    /// The newest first, at most `limit`; of all servers where `ref` is empty.
    base::Result<std::vector<model::AgentRow>> newest(const std::string& ref, int limit);

private:
    Database& m_database;
};

} // namespace gatehouse::store
