// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/rows.h"
#include "core/service/ledger.h"
#include "core/store/database.h"

#include <QVector>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse::service {

/// All that is known of one server.
struct CatalogServer {
    model::ServerRow row;
    std::vector<model::DefinitionRow> definitions; ///< by kind and name
    std::vector<model::UseRow> uses;
    std::vector<model::FlowRow> flows;
    std::vector<model::AgentRow> agents;           ///< of live sessions, and the newest that ended
    std::uint64_t omitted = 0;                     ///< definitions that it listed beyond what is kept
    std::optional<model::LaunchIdentity> identity; ///< that was decided on last
    /// Of definitions that had more than one form.
    std::map<std::pair<model::DefinitionKind, std::string>, std::vector<model::DefinitionVersion>> versions;
};

/// Everything, in the order of `rows` made independent of how they came: by client, name and ref.
base::Result<std::vector<CatalogServer>> readCatalog(
    store::Database& database, const QVector<model::ServerRow>& rows);

/// The ref of the server that a launch, a call of it or one of its definitions belongs to.
std::string serverRefOf(const model::LaunchIdentity& identity);

/// Who uses one server, and what flowed.
base::Result<ServerRelations> readRelations(store::Database& database, const std::string& serverRef);

/// Definitions of one server, or of all where `serverRef` is empty, as decisions leave them, with the data
/// classes that were found in their calls and answers.
base::Result<std::vector<model::DefinitionRow>> readTools(
    store::Database& database, const std::string& serverRef);

/// What is somebody's own, and not an attack.
constexpr bool isDataClass(model::Family family)
{
    return family == model::Family::Secret || family == model::Family::Personal ||
        family == model::Family::Business;
}

/// The families of what rules found, each once, in their order; rules that nobody knows are left out.
std::vector<model::Family> familiesOf(const std::vector<model::FlowRow>& flows);

} // namespace gatehouse::service
