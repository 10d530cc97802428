// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/rows.h"

namespace gatehouse::service {

/// What the state of a server is made of.
struct StateFacts {
    bool isDeclared = true; ///< a client's file has it
    bool isGuarded = true;  ///< behind the wrapper, as its file says
    bool canBeGuarded = true;
    bool runsUnguarded = false; ///< a process of it was seen with no wrapper in between
    int liveSessions = 0;
    int runningSessions = 0; ///< those whose server was started
    bool isWaiting = false;  ///< a launch of it is asked about
    bool isApproved = false;
    bool isDenied = false;
    int suspended = 0; ///< definitions that are withheld until somebody decides
};

/// What runs past the wrapper is the worst; an entry that is not behind it has no other state. A server that
/// runs was approved: what else of the entry waits stands in the inbox. Then comes what is worst for the user
/// to overlook.
model::ServerState stateOf(const StateFacts& facts);

/// It is there, or runs, and nobody ever decided on it.
bool isShadow(model::ServerState state, bool wasEverApproved, bool isDenied);

} // namespace gatehouse::service
