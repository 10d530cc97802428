// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/client_table.h"
#include "core/clients/discovery.h"
#include "core/clients/records.h"

#include <string>
#include <vector>

namespace gatehouse::clients {

/// Where the private override of a project's file lies; nothing where the file's client has none. `path`: the
/// project's file as the client names it. What keeps it from being used stands in OverridePlace::obstacle.
std::optional<OverridePlace> overridePlaceOf(
    const Client& client, const ClientLocation& location, const std::string& path, const PathContext& paths);

/// The entry that would take this one's place.
model::EntryLocation overrideOf(const OverridePlace& place, const model::EntryLocation& entry);

/// Says of each entry of a tracked file whether the client's private file takes its place, and whether that
/// is ours. `target`: that file as it is now; nullptr where it is not there.
void judgeOverrides(DiscoveredFile& file, const DiscoveredFile* target, const Records& records);

} // namespace gatehouse::clients
