// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"

#include <functional>
#include <string>

namespace gatehouse::wrap {

/// Marks the files of a launch as used today.
void markPinsUsed(const std::string& folder, const std::string& identityDigest, base::UnixMilliseconds now);

/// Removes what launches were first seen to offer that nobody has used for half a year and that `isKnown`
/// does not know: a launch that the registry names could come back at any time, and would be taken as it
/// comes. Once a day, whichever session ends first.
void sweepPins(const std::string& folder,
    const std::function<bool(const std::string& entryRef, const std::string& identityDigest)>& isKnown,
    base::UnixMilliseconds now);

} // namespace gatehouse::wrap
