// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"

#include <QString>

#include <string>
#include <vector>

namespace gatehouse::text {

/// What was just decided, as the line that offers to undo it says it: "“notes” is always allowed from now
/// on."
QString decidedText(const model::RegistryDecision& decision);

/// The same of all that one answer decided: definitions of one server, or of two that bring the same.
QString decidedText(const std::vector<model::RegistryDecision>& together);

/// What the catalog just did to an entry: its approval or denial was ended, or it is denied from now on.
QString entryChangedText(const std::string& name, bool isDenied, bool wasDenied);

} // namespace gatehouse::text
