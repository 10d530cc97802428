// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/service/ledger.h"
#include "core/store/database.h"

#include <string>

namespace gatehouse::service {

/// Reads what one journal has beyond what is folded, at most about `maxEvents` lines, folds it, and notes in
/// `report` what that changed. A journal that cannot be read is noted; only errors of the database are
/// errors.
base::Result<void> foldJournal(
    store::Database& database, const std::string& path, std::size_t maxEvents, FoldReport& report);

} // namespace gatehouse::service
