// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace gatehouse::service {

/// One row of the system's table of processes: what is cheap to read of all of them.
struct ProcessNode {
    int pid = 0;
    int parent = 0;
    std::uint64_t startTime = 0; ///< as in model::ProcessInfo

    bool operator==(const ProcessNode&) const = default;
};

// One implementation for each system (process_nodes_linux.cpp); where there is none yet the list is empty and
// nothing is found.

/// The numbers of all processes, of any user, in ascending order: far cheaper than the nodes, and the same as
/// long as no process begins or ends.
std::vector<int> processNumbers();

/// Every process of this user.
std::vector<ProcessNode> processNodes();

/// True where standard input and output of the process are pipes or sockets, as a client gives them to a
/// server that it starts.
bool speaksOverPipes(int pid);

} // namespace gatehouse::service
