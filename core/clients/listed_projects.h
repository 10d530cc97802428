// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/client_table.h"
#include "core/clients/dialect.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// The path that a file: URL of this machine names; nothing for other URLs.
std::optional<std::string> pathOfFileUrl(std::string_view url);

/// The folders that a client's file lists as its projects: absolute, not checked to exist. A file that does
/// not parse lists none: it is the client's own note, and nothing is guarded by it.
std::vector<std::string> listedProjects(const ProjectList& list, std::string_view bytes);
/// The same of a file that is parsed already, whose keys at `path` are the folders.
std::vector<std::string> listedProjects(const Document& document, const std::vector<std::string>& path);

} // namespace gatehouse::clients
