// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace gatehouse::desktop {

/// Why no window can be shown; empty where one can. Asked before Qt starts, since Qt ends the process where
/// it fails.
std::string whyNoDisplay();

} // namespace gatehouse::desktop
