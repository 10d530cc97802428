// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <string>

namespace gatehouse::clients {

/// Gives the file `to` every extended attribute (access lists included) that `from` has. `path` names the
/// file in errors.
base::Result<void> copyExtendedAttributes(int from, int to, const std::string& path);

} // namespace gatehouse::clients
