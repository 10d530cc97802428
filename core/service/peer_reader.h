// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/base/result.h"
#include "core/model/approval.h"
#include "core/service/launch_files.h"
#include "core/service/process_tree.h"

#include <string>
#include <vector>

namespace gatehouse::service {

/// The paths that a wrapper of this account may run from: the installed one and the package's.
std::vector<std::string> wrapperPaths(const base::Places& places);

/// Finds out what a wrapper that asks is about to start, from the system and from our own records alone: its
/// messages say only that it asks. What it claims of itself (a client's name) is kept apart on the card.
class PeerReader {
public:
    PeerReader(base::Places places, const ProcessTree& processes);

    /// The card for the process `pid`. PeerNotTrusted where it does not run our wrapper; NotFound where it is
    /// gone.
    base::Result<model::ApprovalCard> read(int pid) const;

private:
    base::Result<model::LaunchIdentity> launchOf(int pid) const;

    base::Places m_places;
    const ProcessTree& m_processes;
    LaunchFiles m_files;
};

/// What an argv asks gatehouse-wrap to start: the part behind its options, and the entry they name. Empty
/// where it asks for nothing.
struct WrapperCommand {
    std::string entryRef;
    std::vector<std::string> command;
};
WrapperCommand wrapperCommand(const std::vector<std::string>& argv);

} // namespace gatehouse::service
