// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/launch.h"
#include "core/trust/launch_resolver.h"

#include <string>
#include <vector>

namespace gatehouse::trust {

/// Where a launch's python looks for what it has compiled of a source.
struct PythonCaches {
    /// Folders that hold the source's whole path again. Absolute.
    std::vector<std::string> prefixes;
    /// `__pycache__` beside the source. False only where it is certain that python looks at a prefix instead.
    bool besideSources = true;

    bool operator==(const PythonCaches&) const = default;
};

PythonCaches pythonCaches(const LaunchRequest& request, const model::LaunchIdentity& identity);

/// True for a file of such a folder that an import could load; not for what pytest keeps there for itself.
bool isImported(std::string_view name);

} // namespace gatehouse::trust
