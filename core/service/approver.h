// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/clients/client_table.h"
#include "core/model/launch.h"
#include "core/service/process_tree.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::service {

/// What is known of the process that wants to approve on the command line.
struct ApproverFacts {
    model::ProcessInfo process;
    bool hasTerminal = false;
    /// The nearest of it and its ancestors that is a wrapper, its keeper, or the client of a live wrapper.
    std::optional<model::ProcessInfo> guardedAncestor;
    /// The nearest of it and its ancestors that is a program of a known client, whether or not anything of
    /// that client is guarded.
    std::optional<model::ProcessInfo> clientAncestor;
    std::string clientTitle; ///< of clientAncestor
    bool isDesktopRunning = false;
    int liveWrappers = 0;
};

/// May it? The uid says nothing against an agent of the same user, so an approval needs a person's terminal,
/// away from every client and from everything that is guarded: an agent can open a terminal of its own.
/// Without a terminal (images, set-up scripts) it is taken only while nothing is there to ask a person or to
/// be asked about. ApproverRefused says why not. Pure.
base::Result<void> mayApprove(const ApproverFacts& facts);

/// Looks at `pid`. `wrappers` are the paths that a wrapper may run from; `table` tells the programs of
/// clients.
ApproverFacts gatherApproverFacts(const ProcessTree& processes, int pid,
    const std::vector<std::string>& wrappers, const clients::ClientTable& table, bool isDesktopRunning);

/// The facts as a JSON object for the journal line of a refusal.
std::string approverFactsToJson(const ApproverFacts& facts);

} // namespace gatehouse::service
