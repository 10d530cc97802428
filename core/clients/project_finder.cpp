// SPDX-License-Identifier: Apache-2.0
#include "core/clients/project_finder.h"

#include "core/clients/path_search.h"

#include <algorithm>

namespace gatehouse::clients {

ProjectFinder::ProjectFinder(const ClientTable& table, System system)
{
    for (const auto& client : table) {
        for (const auto& location : client.locations) {
            if (location.isWindowsOnly && system != System::Windows)
                continue;
            for (const auto& pattern : location.projectPaths) {
                auto first = pattern.substr(0, pattern.find('/'));
                if (first.find('*') != std::string::npos)
                    m_globs.emplace_back(std::move(first), m_all.size());
                else
                    m_byFirstPart[first].push_back(m_all.size());
                m_all.push_back({&client, &location, &pattern});
            }
        }
    }
}

std::vector<ProjectPattern> ProjectFinder::patternsFor(const std::vector<std::string>& names) const
{
    std::vector<std::size_t> found;
    for (const auto& name : names) {
        if (const auto known = m_byFirstPart.find(name); known != m_byFirstPart.end())
            found.insert(found.end(), known->second.begin(), known->second.end());
        for (const auto& [glob, index] : m_globs) {
            if (fitsPattern(name, glob))
                found.push_back(index);
        }
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::vector<ProjectPattern> patterns;
    patterns.reserve(found.size());
    for (const auto index : found)
        patterns.push_back(m_all[index]);
    return patterns;
}

} // namespace gatehouse::clients
