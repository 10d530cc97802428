// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/approval.h"
#include "core/service/doctor/doctor_facts.h"

#include <string>
#include <vector>

namespace gatehouse::store {
class Database;
}

namespace gatehouse::service {

/// What the books know of one entry; `decisions` and `cards` as Ledger gives them.
base::Result<BookFacts> readBookFacts(store::Database& database, const std::string& ref,
    const std::vector<model::RegistryDecision>& decisions, const std::vector<model::ApprovalCard>& cards);

/// How a session ended, from its events, oldest first; nothing where it lives, or where its client ended it.
std::optional<EndFact> endOf(const std::vector<model::EventRow>& events);

} // namespace gatehouse::service
