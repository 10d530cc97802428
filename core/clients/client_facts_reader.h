// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/client_table.h"
#include "core/clients/client_table_reader.h"

namespace gatehouse::clients {

/// Members of a client's table that say how the client behaves, and not where its servers stand. What is
/// missing is not known; "processes" must be there.
Reload readReload(TableReader& reader, Span client);
std::optional<std::vector<Expansion>> readExpansions(TableReader& reader, Span client);
Timeouts readTimeouts(TableReader& reader, Span client);
ClientProcesses readProcesses(TableReader& reader, Span client);
std::vector<ProjectList> readProjectLists(TableReader& reader, Span client);

/// The member "paths" of `object`; empty where there is none.
SystemPaths readPaths(TableReader& reader, Span object);

} // namespace gatehouse::clients
