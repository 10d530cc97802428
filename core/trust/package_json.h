// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace gatehouse::trust {

/// What a package.json says that matters for a launch. Hostile text gives an empty one.
struct PackageJson {
    std::string name;
    std::string version;
    std::map<std::string, std::string> bins; ///< name → path below the package's folder
    bool hasDependencies = false;            ///< of any kind that is there when it runs
    std::string voltaNode;                   ///< the version that volta is told to use
};

PackageJson parsePackageJson(std::string_view text);

/// The text at `/a/b` of a JSON object; empty where there is none.
std::string jsonText(std::string_view json, std::string_view pointer);

} // namespace gatehouse::trust
