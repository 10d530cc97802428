// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"

namespace gatehouse::model {

/// True where the question can be answered so: a definition is allowed for good, or not at all.
inline bool isOffered(const LaunchIdentity& identity, Choice choice)
{
    const bool isDefinition = identity.call && identity.call->isDefinition();
    return !isDefinition || (choice != Choice::Once && choice != Choice::Session);
}

} // namespace gatehouse::model
