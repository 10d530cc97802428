// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/client_table.h"
#include "core/model/rows.h"
#include "core/service/process_nodes.h"
#include "core/service/process_tree.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse::service {

/// A server that its client runs with no wrapper in between.
struct Bypass {
    std::string ref;
    int pid = 0;
    std::uint64_t startTime = 0;
    int clientPid = 0;
    std::string clientExecutable;

    bool operator==(const Bypass&) const = default;
};

/// The system's processes as the scan asks for them. A seam for tests.
class BypassProcesses {
public:
    virtual ~BypassProcesses() = default;
    virtual std::vector<int> numbers() const = 0; ///< as processNumbers
    virtual std::vector<ProcessNode> nodes() const = 0;
    virtual std::optional<model::ProcessInfo> process(int pid) const = 0;
    virtual bool speaksOverPipes(int pid) const = 0;
};

/// Looks for servers that run past the wrapper. Remembers what it has read of processes, so that a scan reads
/// little more than what is new, and next to nothing while no process begins or ends. Belongs to one thread
/// at a time.
class BypassScan {
public:
    /// `wrappers`: what the wrapper may run from.
    BypassScan(const clients::ClientTable& table, std::vector<std::string> wrappers,
        const BypassProcesses& processes);

    /// The topmost process of each such server. `servers` as Protector::discover gave them.
    std::vector<Bypass> scan(const std::vector<model::ServerRow>& servers);

private:
    struct Known {
        ProcessNode node;
        model::ProcessInfo info;
        std::string clientId; ///< of the client that it is itself; empty: of none
        bool isWrapper = false;
        int looks = 0;
    };

    using Found = std::map<std::pair<std::string, int>, Bypass>; ///< by reference and process

    bool isAsBefore(const std::vector<int>& numbers, const std::vector<model::ServerRow>& servers) const;
    void look();
    void read(Known& known) const;
    Found findAll(const std::vector<model::ServerRow>& servers) const;
    bool isBelowAnother(const Bypass& bypass, const Found& found) const;
    const Known* knownOf(int pid) const;
    /// The nearest client above; nullptr where a wrapper stands before it, or none is there.
    const Known* clientAbove(const Known& process) const;

    const clients::ClientTable& m_table;
    std::vector<std::string> m_wrappers;
    const BypassProcesses& m_processes;
    std::map<int, Known> m_known;
    std::vector<int> m_numbers;
    std::vector<model::ServerRow> m_servers;
    std::vector<Bypass> m_last; ///< what was found among these
    int m_round = 0;
};

/// The running system's.
const BypassProcesses& systemBypassProcesses();

} // namespace gatehouse::service
