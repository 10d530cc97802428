// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/launch.h"
#include "core/model/rows.h"
#include "core/store/database.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::store {

/// Where a page of sessions goes on: the last row of the page before.
struct SessionKey {
    base::UnixMilliseconds startedAt = 0;
    std::int64_t id = 0;
};

/// How much a server was used.
struct ServerUse {
    base::UnixMilliseconds firstAt = 0;
    std::uint64_t sessions = 0;
    std::uint64_t days = 0; ///< on which one began, in UTC
};

/// One row for each journal of a wrapper.
class SessionStore {
public:
    explicit SessionStore(Database& database)
        : m_database(database)
    {
    }

    /// At most `limit` sessions, newest first, those after `after`. `serverRef` empty: of every server.
    /// `isLive` says only that the journal has no end; the caller knows which processes live.
    base::Result<std::vector<model::SessionRow>> newest(
        const std::string& serverRef, std::optional<SessionKey> after, int limit);
    base::Result<std::optional<model::SessionRow>> find(std::int64_t id);
    base::Result<std::int64_t> count(const std::string& serverRef);
    /// By the server's ref.
    base::Result<std::map<std::string, ServerUse>> use();
    /// The wrapper of a session without an end is gone (it was killed): the session ended at its last event.
    base::Result<void> closeAbandoned(std::int64_t id);
    /// What the last session of this server was to run; nothing where none is known.
    base::Result<std::optional<model::LaunchIdentity>> lastLaunch(const std::string& serverRef);

private:
    Database& m_database;
};

} // namespace gatehouse::store
