// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/client_table.h"

#include <string>

namespace gatehouse::service {

/// True where a program of this client runs now, as this user. Reads the system's table of processes: a few
/// milliseconds. False on systems without process_nodes.h.
bool isClientRunning(const clients::ClientTable& table, const std::string& client);

} // namespace gatehouse::service
