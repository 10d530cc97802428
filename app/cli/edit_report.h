// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/console.h"
#include "core/service/protection_service.h"

namespace gatehouse::cli {

// How protect and unprotect show what they would do and what they did.
void showPlan(Console& console, const service::ProtectionPlan& plan);
Json planToJson(const service::ProtectionPlan& plan, bool dryRun);
void showResults(Console& console, const std::vector<service::EntryResult>& results, const char* done);
Json resultsToJson(const std::vector<service::EntryResult>& results);
/// Ok where all was done, Incomplete where some was, else what stood in the way.
ExitCode exitCodeOf(const std::vector<service::EntryResult>& results);

} // namespace gatehouse::cli
