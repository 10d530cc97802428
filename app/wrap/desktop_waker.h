// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"

#include <string>

namespace gatehouse::wrap {

/// What became of the attempt to start the desktop.
enum class Wake {
    Started,
    Recently, ///< this or another wrapper tried within the last half minute
    Unknown,  ///< no desktop has left its session's addresses here, or it cannot be started
};

/// Starts the desktop in the session that it last ran in: its addresses stand in `session-addresses` in the
/// state folder, a file of this user's with lines KEY=VALUE that the desktop writes. The client's environment
/// has no part in it.
Wake wakeDesktop(const base::Places& places);

} // namespace gatehouse::wrap
