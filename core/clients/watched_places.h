// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/client_table.h"
#include "core/clients/discovery.h"

#include <string>
#include <vector>

namespace gatehouse::clients {

/// One file that one client reads, or would if it were there.
struct ClientPlace {
    std::string client;
    std::string locationId; ///< ClientLocation::id
    std::string path;       ///< as the client names it

    bool operator==(const ClientPlace&) const = default;
};

/// The files to watch: those that were found, those that clients would read below HOME and in /etc, and in
/// each project where one was found the other files that clients read there. In the order of the table. Left
/// out are places behind a glob where nothing was found, and files that nobody but their client can read.
std::vector<ClientPlace> watchedPlaces(
    const ClientTable& table, const std::vector<DiscoveredFile>& found, const PathContext& paths);

} // namespace gatehouse::clients
