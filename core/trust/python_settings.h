// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/launch_facts.h"

#include <string>
#include <string_view>

namespace gatehouse::trust {

/// What uv's own settings say of a command: uv.toml of the user, of the system and of --config-file or
/// UV_CONFIG_FILE, its variables and options. The files that it reads are added to the facts, and another
/// index than PyPI is said. Those of a project count for `uv run` alone, and are not looked at here.
struct UvSettings {
    std::string cache;         ///< absolute
    std::string tools;         ///< likewise
    bool keepsNothing = false; ///< --no-cache: what it fetches lies in a folder of this one start
};
UvSettings uvSettings(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts);

/// True where a pyproject.toml, uv.toml or pip.conf names another index than PyPI.
bool namesPythonIndex(std::string_view text);

/// The same of pip, which pipx fetches with.
void gatherPipSettings(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts);

} // namespace gatehouse::trust
