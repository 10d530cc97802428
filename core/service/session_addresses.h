// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/base/result.h"

#include <string>

namespace gatehouse::service {

/// Keeps the addresses of this desktop session (bus, display) in the state folder, 0600, lines of KEY=VALUE,
/// so that a wrapper whose client has stripped the environment can start `desktopProgram` in it.
base::Result<void> writeSessionAddresses(const base::Places& places, const std::string& desktopProgram);

} // namespace gatehouse::service
