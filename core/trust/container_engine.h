// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/container_words.h"
#include "core/trust/launch_facts.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::trust {

/// Who starts the containers of a command.
struct ContainerEngine {
    enum class Kind {
        Socket,  ///< a daemon on this machine, which listens at the one of `places`
        Storage, ///< podman itself, out of the folders `places`
        Remote,  ///< on another machine, or nobody says where: never asked
        Unknown  ///< what is to say it is not there
    };
    Kind kind = Kind::Unknown;
    std::vector<std::string> places;
};

/// As docker and podman find it: options, variables, contexts. Adds the files that say it.
ContainerEngine engineOf(const LaunchRequest& command, const ContainerWords& words, bool isPodman,
    const FileProbe& probe, LaunchFacts& facts);

/// What a name leads to at that moment.
struct ImageLook {
    bool isKnown = false; ///< the engine was asked, and has answered
    std::vector<std::string>
        ids; ///< "sha256:…"; none where it does not have the image; several where the name does not tell
};

/// `name`: as `docker run` takes it.
ImageLook imagesCalled(const std::string& name, const ContainerEngine& engine, const FileProbe& probe);

} // namespace gatehouse::trust
