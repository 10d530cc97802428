// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/launch_facts.h"
#include "core/trust/package_json.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::trust {

/// More than this of a package is not hashed: its description, its entry and its lock are, and the launch
/// says so (package-partly). server-memory has 3 files of 40 KB; with its dependencies it would be 3,600.
inline constexpr std::size_t kMaxPackageFiles = 96;
inline constexpr std::uint64_t kMaxPackageBytes = std::uint64_t{4} << 20;

/// A package that lies on this disk.
struct PackagePlace {
    std::string folder; ///< links resolved
    std::string origin; ///< "cache", "project", "global", "tool", "installed"
    std::string lock;   ///< what names its dependencies; empty where nothing does
    std::string entry;  ///< the file that runs, below the folder; empty where it is not known
    std::string modules =
        {}; ///< the node_modules that holds it with what it depends on; empty: where it lies
};

/// These files as one, under the path `name`; `pathOf` gives where each lies. `text` counts, too.
base::Result<model::HashedFile> hashFiles(const std::string& name, const std::vector<base::TreeFile>& files,
    const std::string& text, const std::function<std::string(const std::string&)>& pathOf,
    const FileProbe& probe);

/// All files of a folder as one; its stamp is made of theirs, so that a remembered hash saves reading them.
base::Result<model::HashedFile> hashTree(
    const std::string& folder, std::string_view leftOut, const FileProbe& probe);

/// An npm package's files and version into the facts, and what it depends on: counted with its files where
/// that is little, else said. False where no package.json lies there.
bool addNpmPackage(const PackagePlace& place, const FileProbe& probe, LaunchFacts& facts);

/// The folder of the npm package that a file belongs to: "…/node_modules/@x/y"; empty where it is none's.
std::string npmFolderOf(std::string_view file);

/// The distribution of site-packages that brought a top-level module: its version and its RECORD, which holds
/// a digest of each of its files. Nothing where none is found.
struct Distribution {
    std::string name;
    std::string version;
    std::string record;
};
std::optional<Distribution> distributionOf(
    std::string_view module, const std::string& sitePackages, const FileProbe& probe);

/// As PEP 503 compares names, with '_' where a file name has it.
std::string normalisedName(std::string_view name);

/// The folder of a python package, links resolved, by the name of its module or of its distribution; empty
/// where none is.
std::string packageFolder(std::string_view module, const std::string& sitePackages, const FileProbe& probe);

/// A python module's files and version into the facts.
void addPythonPackage(std::string_view module, const std::string& sitePackages, std::string_view origin,
    const FileProbe& probe, LaunchFacts& facts);

/// The site-packages of a virtual environment; empty where there is none, or where several are and none is
/// that of its python.
std::string sitePackagesOf(const std::string& environment, const FileProbe& probe);

/// Which copy of the package that npx, npm exec, bunx, pnpm dlx or yarn dlx is told would run.
void gatherNpm(
    const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts);
/// The same for uvx, uv tool run and pipx run.
void gatherPythonTool(
    const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts);
/// The image that a container is made of, what of this machine it is given, and the scripts of it that it
/// runs.
void gatherContainer(
    const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts);

} // namespace gatehouse::trust
