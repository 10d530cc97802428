// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/store/database.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace gatehouse::store {

/// How many messages of a server held what one rule finds.
struct RuleIncidents {
    std::string rule;
    std::uint64_t actedOn = 0; ///< that were changed, asked about or refused
    std::uint64_t told = 0;    ///< that passed
    base::UnixMilliseconds lastAt = 0;

    bool operator==(const RuleIncidents&) const = default;
};

/// What was found in what servers said; what clients sent to them is not theirs.
class IncidentStore {
public:
    explicit IncidentStore(Database& database)
        : m_database(database)
    {
    }

    /// As many more.
    base::Result<void> saw(const std::string& serverRef, const RuleIncidents& more);
    /// By the server's ref, then by rule.
    base::Result<std::map<std::string, std::vector<RuleIncidents>>> all();

private:
    Database& m_database;
};

} // namespace gatehouse::store
