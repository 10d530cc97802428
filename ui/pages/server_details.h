// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/rows.h"
#include "core/service/behaviour_books.h"
#include "core/service/doctor/diagnosis.h"

namespace gatehouse::widgets {
class FactView;
}

namespace gatehouse::pages {

/// The catalog's right side: one server, or one of its tools. They replace what the view held. `diagnoses`:
/// what the doctor found about the server; nullptr where it was not asked. `behaviour`: what was learned of
/// it; nullptr where nothing was.
void showServer(widgets::FactView& view, const model::ServerRow& server, const service::Diagnoses* diagnoses,
    const service::BehaviourEntry* behaviour);
void showTool(widgets::FactView& view, const model::ToolRow& tool);

} // namespace gatehouse::pages
