// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/model/approval.h"
#include "core/service/process_tree.h"
#include "core/store/registry_store.h"

#include <set>
#include <string>
#include <vector>

namespace gatehouse::service {

/// Decisions of kind Once that wrappers have marked as used up.
std::set<std::string> usedMarks(const base::Places& places);
/// Takes away the marks of those that no snapshot names any more: until then a mark is what keeps a decision
/// from holding twice.
void removeUsedMarks(const base::Places& places, const std::vector<model::RegistryDecision>& published);

/// Decisions that nobody can use any more: used up, out of time by the clock or by what was seen of it before
/// (policy::grantMoments), or bound to a client process that is gone.
base::Result<std::vector<store::RegistryStore::Expired>> endedGrants(store::Database& database,
    const base::Places& places, const std::vector<model::RegistryDecision>& held,
    const ProcessTree& processes, base::UnixMilliseconds now);

/// Notes the beginning of a decision that ends, so that its time is counted from there whatever becomes of
/// the clock. Failing takes only that away; the decision itself stands.
void beginGrant(const base::Places& places, const model::RegistryDecision& decision);

} // namespace gatehouse::service
