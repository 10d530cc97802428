// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"

#include <QString>

#include <string>

namespace gatehouse::text {

/// What was just decided, as the line that offers to undo it says it: "“notes” is always allowed from now
/// on."
QString decidedText(const model::RegistryDecision& decision);

/// The same of several definitions of one server that were decided on at once.
QString matterDecidedText(const model::RegistryDecision& last, int count);

/// What the catalog just did to an entry: its approval or denial was ended, or it is denied from now on.
QString entryChangedText(const std::string& name, bool isDenied, bool wasDenied);

} // namespace gatehouse::text
