// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/rows.h"

namespace gatehouse::widgets {
class FactView;
}

namespace gatehouse::pages {

/// The catalog's right side: one server, or one of its tools. They replace what the view held.
void showServer(widgets::FactView& view, const model::ServerRow& server);
void showTool(widgets::FactView& view, const model::ToolRow& tool);

} // namespace gatehouse::pages
