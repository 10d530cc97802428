// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/client_table.h"
#include "core/clients/known_paths.h"
#include "core/model/launch.h"

namespace gatehouse::service {

/// The client that this process is a program of; nullptr where the table knows none. Looks at the executable
/// and, where that is an interpreter, at the script; other words of a command line only mention things.
const clients::Client* clientRunning(const clients::ClientTable& table, const model::ProcessInfo& process,
    clients::System system = clients::thisSystem());

} // namespace gatehouse::service
