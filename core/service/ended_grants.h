// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/model/approval.h"
#include "core/model/session_event.h"
#include "core/model/tool_rule.h"
#include "core/service/process_tree.h"
#include "core/store/registry_store.h"

#include <set>
#include <string>
#include <vector>

namespace gatehouse::service {

/// Decisions that nobody can use any more: used up, out of time by the clock or by what was seen of it before
/// (policy::isGrantOver), or bound to a client process that is gone.
base::Result<std::vector<store::RegistryStore::Expired>> endedGrants(store::Database& database,
    const base::Places& places, const std::vector<model::RegistryDecision>& held,
    const ProcessTree& processes, base::UnixMilliseconds now);

/// What the journal says of their end.
base::Result<std::vector<model::SessionEvent>> linesOfEnded(
    store::Database& database, const std::vector<store::RegistryStore::Expired>& ended);
/// Takes away the marks of time, and the keys of kind Once, of those that no book holds any more. Only for
/// books that know everything: what has no mark or key is over.
base::Result<void> sweepGrantMarks(
    store::Database& database, const base::Places& places, const std::vector<model::RegistryDecision>& held);

/// Before a decision is recorded: one of kind Once gets its key, and the id that goes with it; one that ends
/// gets the beginning of its time.
base::Result<void> beginDecision(const base::Places& places, model::RegistryDecision& decision);

/// Notes the beginning of decisions that end, so that their time is counted from there whatever becomes of
/// the clock. To be done before they are recorded: one whose beginning is not known is over.
base::Result<void> beginGrants(
    const base::Places& places, const std::vector<model::RegistryDecision>& decisions);
base::Result<void> beginGrants(const base::Places& places, const model::ToolsDecision& decision);
/// The same of the organisation's, which stand in its file and not in the books: those that `published` does
/// not hold yet.
base::Result<void> beginOrganisationGrants(const base::Places& places,
    const std::vector<model::RegistryDecision>& decisions,
    const std::vector<model::RegistryDecision>& published, base::UnixMilliseconds now);

} // namespace gatehouse::service
