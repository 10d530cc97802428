// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::trust {

/// One option of docker's or podman's, by its long name.
struct ContainerOption {
    std::string name;  ///< "volume", also where `-v` is written
    std::string value; ///< empty for a switch
};

/// The arguments of `docker run`, `docker container run` and of podman's alike, taken apart as both do it.
struct ContainerWords {
    std::vector<ContainerOption> options; ///< those of the engine's client first; no switch that is "false"
    std::string image;                    ///< as written; empty where there is none
    std::vector<std::string> command;     ///< what stands behind it
    bool hasUnknownOption =
        false; ///< one of a newer client, that may take a word or not: what the image is is not sure

    bool has(std::string_view name) const;
    /// The last of that name, as the clients take it; nothing where there is none.
    std::optional<std::string> last(std::string_view name) const;
};

/// Nothing where the command is no such one.
std::optional<ContainerWords> containerWordsOf(const std::vector<std::string>& argv);

} // namespace gatehouse::trust
