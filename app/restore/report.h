// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/protection.h"

#include <string>
#include <vector>

namespace gatehouse::restore {

/// The diff of every file that would change, and what is left alone with the reason. Safe to print: nothing
/// of a file reaches the terminal as a control character.
std::string describePlan(const clients::EditPlan& plan);

/// One line for each entry: put back, gone already, or why not.
std::string describeOutcomes(const std::vector<clients::EditOutcome>& outcomes);

} // namespace gatehouse::restore
