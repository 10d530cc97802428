// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/launch_resolver.h"
#include "core/trust/program_files.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::trust {

/// What is gathered of a launch besides its program and its script.
struct LaunchFacts {
    std::vector<model::LaunchFile> files;
    std::vector<std::string> unknown;
    std::optional<model::PackageRun> package;
    bool usedWorkingFolder = false;
    std::string importFolder =
        {}; ///< where a module that `python -m` runs was found; not one that is installed
    std::vector<std::string> moduleFolders = {}; ///< as LaunchIdentity has them

    void add(model::FileRole role, model::HashedFile file)
    {
        const bool isThere = std::any_of(files.begin(), files.end(),
            [&](const model::LaunchFile& one) { return one.role == role && one.file.path == file.path; });
        if (!isThere)
            files.push_back({role, std::move(file)});
    }
    /// Hashes the file at `path`, links resolved; false where there is none.
    bool add(model::FileRole role, const std::string& path, const FileProbe& probe)
    {
        const auto real = probe.realPath(path);
        auto hashed = real ? probe.hash(*real) : base::Result<model::HashedFile>(real.error());
        if (!hashed)
            return false;
        add(role, std::move(*hashed));
        return true;
    }
    void doubt(std::string_view code) { unknown.emplace_back(code); }
};

/// Most that is read of a settings file, a package.json or a lock in order to understand it.
inline constexpr std::size_t kMaxReadBytes = std::size_t{256} << 10;

/// The text of a settings file; empty where there is none or it is larger than anybody writes one.
std::string settingsText(const std::string& path, const FileProbe& probe);

/// The parent folders of `folder`, itself first, the root last.
std::vector<std::string> upwards(std::string_view folder);

// Each looks at one command, the outermost or one behind a wrapper, and adds what it finds.

/// Code that is loaded before the script: options (node --import, ruby -r …) and variables (NODE_OPTIONS,
/// LD_PRELOAD, BASH_ENV …).
void gatherLoaded(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts);

/// The same of options that a setting of npm's passes on.
void gatherNodeOptions(
    std::string_view options, const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts);

/// What is known of a script that is an address (https:, npm:, jsr:), as deno and bun run them: the copy that
/// deno keeps of it. Nothing happens for a path.
void gatherAddress(
    const std::string& script, const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts);

/// What `python -m` runs, and the virtual environment that a python belongs to.
void gatherPython(
    const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts);

/// The same command with the program that a shim of pyenv (rbenv, nodenv …), volta, asdf or mise hands over
/// to, as the settings that it reads say. Nothing where the program is no shim, or its settings do not say
/// (shim-target).
std::optional<LaunchRequest> behindShim(
    const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts);

/// The source files around a script of no package, and around a module that is not installed: what it may
/// load by a relative name. `folder`: the one that it lies in, links resolved.
void gatherSources(
    const std::string& folder, const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts);

/// The source files that words of the command name, with what lies around them, where what runs is a package
/// and they are what it runs: `npx tsx server.ts`, `mcp run server.py`.
void gatherNamedScripts(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts);

/// Likewise the module that a server of python is told to serve: `uvicorn app:server`. `folders`: where its
/// python looks for modules besides the folder that it runs in, PYTHONPATH and what its options name.
void gatherNamedModules(const LaunchRequest& command, const std::vector<std::string>& folders,
    const FileProbe& probe, LaunchFacts& facts);

/// What `uv run` starts, in the environment of its project. Nothing for any other command, and where it
/// cannot be told.
std::optional<LaunchRequest> behindUvRun(
    const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts);

/// Where the package of a runner lies, in which version, and its files. `facts.package` names it already.
void gatherPackage(
    const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts);

} // namespace gatehouse::trust
