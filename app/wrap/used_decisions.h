// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"

#include <string>
#include <vector>

namespace gatehouse::wrap {

/// Where a decision of kind Once is marked as used up: an empty file named after its id. A mark only ever
/// tightens, so a wrapper may set it; the desktop removes marks together with their decisions.
std::string usedDecisionsFolder(const base::Places& places);

/// The ids that are marked.
std::vector<std::string> usedDecisions(const std::string& folder);

/// Path of the mark; makes the folder. Empty for an id that is no plain file name, or where the folder cannot
/// be made.
std::string markPath(const std::string& folder, const std::string& decisionId);

/// Marks a decision as used up. False where it was already, or cannot be marked: then it must not be used.
bool useUp(const std::string& folder, const std::string& decisionId);

} // namespace gatehouse::wrap
