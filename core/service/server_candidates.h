// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::service {

/// A server that a list in the official MCP registry's format (`server.json`) tells of: something that could
/// be approved, and no more than that.
struct ServerCandidate {
    std::string name;              ///< "io.github.user/weather"; a claim, as all of it is
    std::string description;       ///< likewise
    std::vector<std::string> argv; ///< how a client would start it; empty where that cannot be told
    std::string why;               ///< why it cannot: "remote", "no version", "values that only you know" …

    bool operator==(const ServerCandidate&) const = default;
};

/// One server.json, or a list of them as the registry's API answers it. Members that are not known are passed
/// over: the format grows, and nothing of it opens anything. TooLarge, BadMessage for what is neither.
base::Result<std::vector<ServerCandidate>> readServerCandidates(std::string_view json);

} // namespace gatehouse::service
