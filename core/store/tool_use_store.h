// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/store/database.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse::store {

/// In how many calls to a tool one rule found something.
struct ToolUse {
    std::string rule;
    std::uint64_t count = 0;
    base::UnixMilliseconds lastAt = 0;

    bool operator==(const ToolUse&) const = default;
};

/// What tools were used for, as far as findings in their calls say. Kept when the sessions go.
class ToolUseStore {
public:
    explicit ToolUseStore(Database& database)
        : m_database(database)
    {
    }

    /// As many more.
    base::Result<void> saw(const std::string& serverRef, const std::string& tool, const ToolUse& more);
    /// By server and tool, then by rule.
    base::Result<std::map<std::pair<std::string, std::string>, std::vector<ToolUse>>> all();

private:
    Database& m_database;
};

} // namespace gatehouse::store
