// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/model/finding.h"
#include "core/model/verdict.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::model {

/// One journal line without its place in the chain: a decision on a message, or something that happened to
/// the session. Holds no payload: `shape` names only keys that the protocol defines, free keys by length and
/// type.
struct SessionEvent {
    std::uint64_t sequence = 0; ///< counts from 0 within the journal, no gaps
    base::UnixMilliseconds at = 0;
    /// What it is about: "message", or one of the life-cycle kinds that resources/schemas/journal.schema.json
    /// lists
    /// ("session-start", "pending", "approved", "denied", "server-start", "server-exit", "learned",
    /// "session-end" …).
    std::string kind = "message";
    std::optional<Direction> direction;
    std::string method;
    std::string id;     ///< the request id as written, at most 64 bytes
    std::string server; ///< the entry's name, or the command's base name
    std::string tool;   ///< at most 128 bytes
    Action action = Action::Pass;
    std::string reason; ///< stable code, "duplicate-key", "not-approved" …; empty for an ordinary pass
    std::vector<Finding> findings;
    std::uint64_t bytes = 0; ///< size of the line on the wire, without its newline
    std::int64_t microseconds =
        -1; ///< for an answer: time since its request; else how long the decision took; -1: not measured
    std::string shape; ///< as mcp::shapeOf() makes it; journals take it as it is
    std::string
        excerpt; ///< what the message says, secrets and personal data replaced; may be cut, may be empty
    std::string details; ///< for life-cycle kinds: a JSON object (identity, exit code, peer …)

    bool operator==(const SessionEvent&) const = default;
};

} // namespace gatehouse::model
