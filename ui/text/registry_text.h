// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/service/registry_exchange.h"

#include <QString>

namespace gatehouse::text {

/// "To approve", "Approved", "Denied here", "Not usable": how a candidate stands, in one or two words.
QString candidateState(const service::CandidateStanding& candidate);
/// Why a candidate cannot be approved from a list; empty where it can.
QString candidateWhy(const service::CandidateStanding& candidate);
/// "12 new candidates, 3 of them not usable; 4 were known".
QString candidateNewsText(const service::CandidateNews& news);

/// What an item of a registry says, without its note: "npx -y x, in cursor, below /src, until …".
QString registryItemText(const service::RegistryItem& item);
/// Why a change is not taken over as it stands in the file, or what it turns round here; empty where neither.
QString registryConflict(const service::RegistryChange& change);
/// One rule on a tool: "delete_file: Deny".
QString toolRuleText(const model::ToolRule& rule);
/// Why the rule is not taken over; empty where it is.
QString toolRuleConflict(const service::ToolsChange& server, const service::ToolRuleChange& change);
/// What became of a file that was taken over.
QString importOutcome(bool isRegistry, std::size_t count);

} // namespace gatehouse::text
