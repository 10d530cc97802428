// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/rows.h"
#include "core/store/database.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::store {

/// What a server said of itself at the last handshake.
struct SeenHandshake {
    std::string serverRef;
    base::UnixMilliseconds at = 0;
    std::string protocolVersion;
    std::string era;          ///< "legacy" or "modern"
    std::string serverName;   ///< a claim
    std::string capabilities; ///< JSON object as the journal holds it; empty: none told

    bool operator==(const SeenHandshake&) const = default;
};

/// Servers as sessions showed them. What clients' files declare is not here; the caller joins both
/// by `ref`.
class CatalogStore {
public:
    explicit CatalogStore(Database& database)
        : m_database(database)
    {
    }

    /// A session of this server began. An empty `location.client` leaves what is known of the place.
    base::Result<void> sawServer(
        const std::string& ref, const model::EntryLocation& location, base::UnixMilliseconds at);
    base::Result<void> sawHandshake(const SeenHandshake& handshake);

    /// Rows with ref, location, liveSessions, tools and lastSeen; the rest is the caller's. By client and
    /// name.
    base::Result<std::vector<model::ServerRow>> servers();
    /// Live sessions whose server was started, by the server's ref.
    base::Result<std::map<std::string, int>> runningSessions();
    /// Calls of all tools of each server, by the server's ref.
    base::Result<std::map<std::string, std::uint64_t>> calls();
    base::Result<std::optional<SeenHandshake>> handshake(const std::string& ref);
    /// By the server's ref.
    base::Result<std::map<std::string, SeenHandshake>> handshakes();

private:
    Database& m_database;
};

} // namespace gatehouse::store
