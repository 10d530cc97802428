// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"

#include <string>
#include <vector>

namespace gatehouse::model {

/// A server that an imported list in the official MCP registry's format tells of: something that a person
/// could approve. It opens nothing.
struct Candidate {
    std::string id;                ///< 16 hexadecimal digits of name and command: the same on every import
    std::string name;              ///< "io.github.user/weather"; a claim, as all of it is
    std::string description;       ///< likewise
    std::vector<std::string> argv; ///< how a client would start it; empty where that cannot be told
    std::string why;               ///< stable code for why it cannot: "remote", "no-version" …; else empty
    std::string source;            ///< name of the file that it was first read from
    base::UnixMilliseconds firstSeen = 0;

    bool operator==(const Candidate&) const = default;
};

} // namespace gatehouse::model
