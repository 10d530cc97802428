// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/service/registry_file.h"

#include <string>
#include <vector>

namespace gatehouse::store {
class Database;
}

namespace gatehouse::service {

/// Decisions as items: launches that are approved for good or denied. What is bound to a process, a call or a
/// definition stays here. Each once, the latest of several.
std::vector<RegistryItem> itemsOf(const std::vector<model::RegistryDecision>& decisions);

/// What taking over the items would change: those that nothing here says already.
struct RegistryChange {
    RegistryItem item;
    bool opens = false;       ///< it lets start what does not now
    bool contradicts = false; ///< here it is decided otherwise: a denial here stays
};
std::vector<RegistryChange> changesOf(
    const std::vector<RegistryItem>& items, const std::vector<model::RegistryDecision>& held);

/// What one rule of a file would do here. `takes` says whether it is taken over; nothing is that opens what
/// is denied here, and no Allow of a definition that this machine has not seen.
struct ToolRuleChange {
    enum class Kind { Tightens, Opens, StaysDenied, OtherDefinition, NotSeen };

    model::ToolRule rule;
    Kind kind = Kind::Tightens;

    bool takes() const { return kind == Kind::Tightens || kind == Kind::Opens; }
    bool operator==(const ToolRuleChange&) const = default;
};

/// What a file says of the tools of one server that is known here.
struct ToolsChange {
    std::vector<std::string> argv;
    std::string
        serverRef; ///< empty: nothing here was seen to run this command, so that nothing is taken over
    std::string serverName;
    std::string client;
    base::Sha256 command{}; ///< what an Allow is bound to here
    std::vector<ToolRuleChange> rules;

    bool operator==(const ToolsChange&) const = default;
};

/// Decisions on tools as they hold now, by the command of their server. Where two entries start the same, the
/// stricter word travels.
base::Result<std::vector<RegistryTools>> toolsOf(store::Database& database, const base::Places& places,
    const std::vector<model::RegistryDecision>& decisions);
/// What taking them over would change here.
base::Result<std::vector<ToolsChange>> toolChangesOf(store::Database& database, const base::Places& places,
    const std::vector<model::RegistryDecision>& decisions, const std::vector<RegistryTools>& tools);

} // namespace gatehouse::service
