// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/intelligence/table.h"
#include "core/trust/reputation.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace gatehouse::store {
class Database;
}

namespace gatehouse::service {

/// What the books, the pins and the lists hold for and against each server: what scores are made of.
struct ReputationEvidence {
    std::map<std::string, trust::ServerEvidence> servers; ///< by the ref of the entry
    /// Calls that did what the tool says it does not do, by that and the tool's name.
    std::map<std::pair<std::string, std::string>, std::uint64_t> oversteps;
};

/// `pinFolder`: where what servers were first seen to offer lies.
base::Result<ReputationEvidence> gatherEvidence(store::Database& database,
    const std::optional<intelligence::Table>& lists, const std::string& pinFolder,
    base::UnixMilliseconds now);

/// A decision or a card about a definition that is not as it was first seen.
bool isAboutDefinition(const std::optional<model::LaunchIdentity>& identity);

} // namespace gatehouse::service
