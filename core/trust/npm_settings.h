// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/launch_facts.h"

#include <string>

namespace gatehouse::trust {

/// Where npm looks, by its options, environment and .npmrc files, in that order.
struct NpmSettings {
    std::string localPrefix;   ///< the project: the nearest folder with a package.json or node_modules
    std::string globalPrefix;  ///< its lib/node_modules holds what was installed with -g
    std::string cache;         ///< its _npx holds what npx has fetched
    std::string shell;         ///< what npm runs commands with instead of sh; empty where it is sh
    std::string nodeOptions;   ///< what npm sets NODE_OPTIONS to for its children; empty where it leaves it
    bool hidesPackage = false; ///< a setting, and not the command, says which package runs
};

/// Reads them. A .npmrc with lines that may change what runs is added to the facts: those lines, not the
/// file, so that a new token does not count. Another registry than npm's is said.
NpmSettings npmSettings(
    const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts);

/// Of runtimes that read npm's registries and nothing else of it: the .npmrc files that they may read count,
/// and another registry is said.
void gatherNpmRegistries(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts);

} // namespace gatehouse::trust
