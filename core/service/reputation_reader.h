// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/intelligence/table.h"
#include "core/model/reputation.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace gatehouse::store {
class Database;
}

namespace gatehouse::service {

/// Every score there is.
struct Reputations {
    std::map<std::string, model::Reputation> servers;                       ///< by the ref of the entry
    std::map<std::pair<std::string, std::string>, model::Reputation> tools; ///< by that and the name
    std::map<std::string, model::Reputation> clients;  ///< as the client table names them
    std::map<std::string, model::Reputation> packages; ///< "npm left-pad 1.3.0"
};

/// The score of the package that a server runs.
struct PackageReputation {
    std::string name; ///< as Reputations::packages names it
    model::Reputation reputation;

    bool operator==(const PackageReputation&) const = default;
};

/// Of all that the books know anything of. `pinFolder`: where what servers were first seen to offer lies.
base::Result<Reputations> readAllReputations(store::Database& database,
    const std::optional<intelligence::Table>& lists, const std::string& pinFolder,
    base::UnixMilliseconds now);

/// The reputation of every server that the books know anything of, by the ref of its entry. Computed anew
/// from what is stored, each time: there is no score that could be older than its evidence.
base::Result<std::map<std::string, model::Reputation>> readReputations(store::Database& database,
    const std::optional<intelligence::Table>& lists, const std::string& pinFolder,
    base::UnixMilliseconds now);

/// Of one client, by its id in the client table; nothing where the books know nothing of it.
base::Result<std::optional<model::Reputation>> readClientReputation(store::Database& database,
    const std::optional<intelligence::Table>& lists, const std::string& pinFolder, base::UnixMilliseconds now,
    const std::string& client);

/// Of the package that one server runs, with the evidence of all that run it; nothing where none is known.
base::Result<std::optional<PackageReputation>> readPackageReputation(store::Database& database,
    const std::optional<intelligence::Table>& lists, const std::string& pinFolder, base::UnixMilliseconds now,
    const std::string& serverRef);

} // namespace gatehouse::service
