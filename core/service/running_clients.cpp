// SPDX-License-Identifier: Apache-2.0
#include "core/service/running_clients.h"

#include "core/service/client_programs.h"
#include "core/service/process_nodes.h"
#include "core/service/process_tree.h"

#include <algorithm>

namespace gatehouse::service {

bool isClientRunning(const clients::ClientTable& table, const std::string& client)
{
    const auto tree = systemProcessTree();
    const auto nodes = processNodes();
    return std::ranges::any_of(nodes, [&](const ProcessNode& node) {
        const auto process = tree->process(node.pid);
        const auto* const program = process ? clientRunning(table, *process) : nullptr;
        return program != nullptr && program->id == client;
    });
}

} // namespace gatehouse::service
