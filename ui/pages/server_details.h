// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/rows.h"
#include "core/service/behaviour_books.h"
#include "core/service/doctor/diagnosis.h"
#include "core/service/ledger.h"

#include <QString>

#include <utility>
#include <vector>

namespace gatehouse::widgets {
class FactView;
}

namespace gatehouse::models {
class CatalogModel;
}

namespace gatehouse::pages {

/// What the page knows of a server beside its row. Nothing: it was not asked, or is not there yet.
struct ServerContext {
    const service::Diagnoses* diagnoses = nullptr; ///< what the doctor found
    const service::ServerRelations* relations = nullptr;
    const service::BehaviourEntry* behaviour = nullptr; ///< what was learned of its calls
    /// Where its duplicates stand, as the catalog names them: "files in Cursor".
    std::vector<std::pair<QString, bool>> duplicates = {};
};

/// The catalog's right side: one server, or one of its definitions. They replace what the view held.
void showServer(widgets::FactView& view, const model::ServerRow& server, const ServerContext& context);
/// One client: its score, and which servers it used, the last used first. `relations`: nullptr where they
/// are not there yet.
void showClient(widgets::FactView& view, const QString& title, const models::CatalogModel& catalog,
    const service::ClientRelations* relations);
/// `versions`: every form that it had, oldest first; nullptr where they are not there yet. `reputation`:
/// likewise.
void showTool(widgets::FactView& view, const model::DefinitionRow& tool,
    const std::vector<model::DefinitionVersion>* versions, const model::Reputation* reputation = nullptr);

} // namespace gatehouse::pages
