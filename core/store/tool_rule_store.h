// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/tool_rule.h"
#include "core/store/database.h"

#include <string>
#include <vector>

namespace gatehouse::store {

/// What the user wants of single tools. Of several decisions on one tool the latest holds (of two at the same
/// time the one with the greater id), in whatever order and however often they arrive.
class ToolRuleStore {
public:
    explicit ToolRuleStore(Database& database)
        : m_database(database)
    {
    }

    base::Result<void> add(const model::ToolsDecision& decision);
    /// By tool; those that were taken back, too, as None.
    base::Result<std::vector<model::HeldToolRule>> ofServer(const std::string& serverRef);
    /// All that say something, for the snapshot: by server and command, ordered.
    base::Result<std::vector<model::ServerToolRules>> all();
    /// When the latest decision on a tool of this server was made; 0: none was. A later one has to be later
    /// whatever the clock says.
    base::Result<base::UnixMilliseconds> latest(const std::string& serverRef);

private:
    Database& m_database;
};

} // namespace gatehouse::store
