// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/service/tool_news.h"
#include "core/service/tool_table.h"

#include <QString>

namespace gatehouse::text {

/// "Allow", "Ask", "Deny", "As usual".
QString toolDecision(model::ToolDecision decision);

/// What calls of the tool do now, as one word of four letters at most: columns of a terminal.
QString toolStanding(const service::ToolTableRow& row);

/// What can be told of the tool by its definition: "reads only, it says", "deletes, runs commands".
QString toolNature(const service::ToolTableRow& row);

/// Who decided what, when and how, and where it does not hold any more why; empty where nobody did.
QString toolDecided(const service::ToolTableRow& row);

/// What holds for tools that no decision names.
QString otherTools(const service::ToolTable& table);

/// "2 tools of files allowed, 3 ask, 1 denied": for whoever may want it back.
QString toolsDecidedText(const model::ToolsDecision& decision);

/// What a server was first seen to offer, for a line of the inbox.
QString toolNewsText(const service::ToolNews& news);

/// What the one click does, and what a server's own word is worth.
QString readOnlyAllowMeans();

} // namespace gatehouse::text
