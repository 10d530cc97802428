// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/launch.h"

#include <cstddef>
#include <vector>

namespace gatehouse::wrap {

/// The parents of this process, nearest first: the client, the terminal, the session. At most `limit`, and
/// without the system's first process; no argv, which may hold anything. For the journal and for decisions
/// that are good for one client process.
std::vector<model::ProcessInfo> ancestry(std::size_t limit);

} // namespace gatehouse::wrap
