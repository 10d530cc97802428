// SPDX-License-Identifier: Apache-2.0
#include "core/service/bypass_scan.h"

#include "core/service/client_programs.h"
#include "core/service/running_command.h"

#include <algorithm>

namespace gatehouse::service {
namespace {

constexpr std::size_t kMaxAncestors = 64;
constexpr int kLooks = 3; // a new process may be a copy of its parent still, and npm writes its title late
constexpr int kLooksBetween = 12; // a program may turn into another one at any time

class SystemProcesses final : public BypassProcesses {
public:
    std::vector<int> numbers() const override { return processNumbers(); }
    std::vector<ProcessNode> nodes() const override { return processNodes(); }
    std::optional<model::ProcessInfo> process(int pid) const override { return m_tree->process(pid); }
    bool speaksOverPipes(int pid) const override { return service::speaksOverPipes(pid); }

private:
    std::unique_ptr<ProcessTree> m_tree = systemProcessTree();
};

} // namespace

BypassScan::BypassScan(
    const clients::ClientTable& table, std::vector<std::string> wrappers, const BypassProcesses& processes)
    : m_table(table)
    , m_wrappers(std::move(wrappers))
    , m_processes(processes)
{
}

bool BypassScan::isAsBefore(
    const std::vector<int>& numbers, const std::vector<model::ServerRow>& servers) const
{
    return numbers == m_numbers && servers == m_servers &&
        std::ranges::all_of(m_known, [](const auto& known) { return known.second.looks == kLooks; });
}

void BypassScan::look()
{
    std::map<int, Known> now;
    for (const auto& node : m_processes.nodes()) {
        Known known;
        const auto before = m_known.find(node.pid);
        if (before != m_known.end() && before->second.node.startTime == node.startTime)
            known = std::move(before->second);
        known.node = node; // a parent may have gone
        if (known.looks < kLooks || m_round == 0)
            read(known);
        now.emplace(node.pid, std::move(known));
    }
    m_known = std::move(now);
}

void BypassScan::read(Known& known) const
{
    known.looks = std::min(known.looks + 1, kLooks);
    auto info = m_processes.process(known.node.pid);
    if (!info)
        return;
    const auto* const client = clientRunning(m_table, *info);
    known.clientId = client != nullptr ? client->id : std::string();
    known.isWrapper = std::ranges::find(m_wrappers, info->executable) != m_wrappers.end();
    known.info = std::move(*info);
}

const BypassScan::Known* BypassScan::knownOf(int pid) const
{
    const auto found = m_known.find(pid);
    return found == m_known.end() ? nullptr : &found->second;
}

const BypassScan::Known* BypassScan::clientAbove(const Known& process) const
{
    const auto* at = &process;
    for (std::size_t depth = 0; depth < kMaxAncestors && at != nullptr && !at->isWrapper; ++depth) {
        const auto* const parent = knownOf(at->node.parent);
        // A parent cannot be younger than its child: then the number was given to another process meanwhile.
        if (parent == nullptr || parent->node.startTime > at->node.startTime)
            return nullptr;
        if (!parent->clientId.empty())
            return parent;
        at = parent;
    }
    return nullptr;
}

BypassScan::Found BypassScan::findAll(const std::vector<model::ServerRow>& servers) const
{
    Found found;
    for (const auto& [pid, process] : m_known) {
        const auto* const client = process.info.argv.empty() ? nullptr : clientAbove(process);
        if (client == nullptr || process.isWrapper)
            continue;
        for (const auto& server : servers) {
            if (server.location.client != client->clientId ||
                !runsCommand(process.info.argv, server.command) || !m_processes.speaksOverPipes(pid))
                continue;
            found.emplace(std::pair(server.ref, pid),
                Bypass{server.ref, pid, process.node.startTime, client->node.pid, client->info.executable});
        }
    }
    return found;
}

bool BypassScan::isBelowAnother(const Bypass& bypass, const Found& found) const
{
    const auto* above = knownOf(bypass.pid);
    for (std::size_t depth = 0; depth < kMaxAncestors && above != nullptr; ++depth) {
        above = knownOf(above->node.parent);
        if (above != nullptr && found.contains({bypass.ref, above->node.pid}))
            return true;
    }
    return false;
}

std::vector<Bypass> BypassScan::scan(const std::vector<model::ServerRow>& servers)
{
    auto numbers = m_processes.numbers();
    m_round = (m_round + 1) % kLooksBetween;
    if (m_round != 0 && isAsBefore(numbers, servers))
        return m_last;
    look();
    m_numbers = std::move(numbers);
    m_servers = servers;
    m_last.clear();
    const auto found = findAll(servers);
    for (const auto& [key, bypass] : found) {
        if (!isBelowAnother(bypass, found))
            m_last.push_back(bypass);
    }
    return m_last;
}

const BypassProcesses& systemBypassProcesses()
{
    static const SystemProcesses kProcesses;
    return kProcesses;
}

} // namespace gatehouse::service
