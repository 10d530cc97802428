// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/client_table.h"
#include "core/clients/known_paths.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gatehouse::clients {

/// One thing to look for in a project's folder.
struct ProjectPattern {
    const Client* client = nullptr;
    const ClientLocation* location = nullptr;
    const std::string* pattern = nullptr; ///< relative to the folder
};

/// Tells from the names in a folder what may be in it. Almost every folder holds nothing: asking the file
/// system for each of the table's files in each of 100,000 folders would cost minutes.
class ProjectFinder {
public:
    /// Keeps pointers into `table`.
    ProjectFinder(const ClientTable& table, System system);

    /// The patterns whose first part is among `names`, in the order of the table.
    std::vector<ProjectPattern> patternsFor(const std::vector<std::string>& names) const;

private:
    std::vector<ProjectPattern> m_all;
    std::unordered_map<std::string, std::vector<std::size_t>> m_byFirstPart;
    std::vector<std::pair<std::string, std::size_t>> m_globs; // first parts that hold a *
};

} // namespace gatehouse::clients
