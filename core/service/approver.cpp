// SPDX-License-Identifier: Apache-2.0
#include "core/service/approver.h"

#include "core/base/utf8.h"
#include "core/service/client_programs.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace gatehouse::service {
namespace {

bool isSame(const model::ProcessInfo& left, const model::ProcessInfo& right)
{
    return left.pid == right.pid && left.startTime == right.startTime;
}

} // namespace

base::Result<void> mayApprove(const ApproverFacts& facts)
{
    if (facts.clientAncestor)
        return base::Error{base::ErrorCode::ApproverRefused,
            "it runs in or below " + facts.clientTitle + " (process " +
                std::to_string(facts.clientAncestor->pid) + ", " +
                base::printable(facts.clientAncestor->executable) +
                "), where agents can type, too, terminals inside an editor included; open a terminal window "
                "of your own for "
                "it, or answer the card on the desktop"};
    if (facts.guardedAncestor)
        return base::Error{base::ErrorCode::ApproverRefused,
            "it runs in or below " + base::printable(facts.guardedAncestor->executable) + " (process " +
                std::to_string(facts.guardedAncestor->pid) + "), which is guarded"};
    if (facts.hasTerminal)
        return {};
    if (facts.isDesktopRunning)
        return base::Error{
            base::ErrorCode::ApproverRefused, "it has no terminal, and the desktop is running"};
    if (facts.liveWrappers > 0)
        return base::Error{
            base::ErrorCode::ApproverRefused, "it has no terminal, and guarded sessions are live"};
    return {};
}

ApproverFacts gatherApproverFacts(const ProcessTree& processes, int pid,
    const std::vector<std::string>& wrappers, const clients::ClientTable& table, bool isDesktopRunning)
{
    ApproverFacts facts;
    facts.process = processes.process(pid).value_or(
        model::ProcessInfo{.pid = pid, .startTime = 0, .executable = {}, .argv = {}});
    facts.hasTerminal = processes.hasTerminal(pid);
    facts.isDesktopRunning = isDesktopRunning;
    const auto runsWrapper = [&](const model::ProcessInfo& one) {
        return std::ranges::find(wrappers, one.executable) != wrappers.end();
    };
    std::vector<model::ProcessInfo> clients;
    for (const auto& wrapper : processes.running(wrappers)) {
        const auto parents = processes.ancestors(wrapper.pid);
        if (!parents.empty() && runsWrapper(parents.front()))
            continue; // a keeper
        ++facts.liveWrappers;
        if (auto client = clientOf(parents))
            clients.push_back(std::move(*client));
    }
    auto chain = processes.ancestors(pid);
    chain.insert(chain.begin(), facts.process); // a wrapper may not approve either
    for (const auto& ancestor : chain) {
        // By its program, not by the list of live ones: a keeper whose wrapper was killed guards as well.
        if (!facts.guardedAncestor &&
            (runsWrapper(ancestor) ||
                std::ranges::any_of(clients, [&](const auto& one) { return isSame(one, ancestor); })))
            facts.guardedAncestor = ancestor;
        const auto* const client = facts.clientAncestor ? nullptr : clientRunning(table, ancestor);
        if (client != nullptr) {
            facts.clientAncestor = ancestor;
            facts.clientTitle = client->title;
        }
    }
    return facts;
}

std::string approverFactsToJson(const ApproverFacts& facts)
{
    nlohmann::json json{{"pid", facts.process.pid}, {"executable", base::printable(facts.process.executable)},
        {"terminal", facts.hasTerminal}, {"desktop", facts.isDesktopRunning},
        {"liveWrappers", facts.liveWrappers}};
    if (facts.guardedAncestor)
        json["below"] = {{"pid", facts.guardedAncestor->pid},
            {"executable", base::printable(facts.guardedAncestor->executable)}};
    if (facts.clientAncestor)
        json["client"] = {{"title", facts.clientTitle}, {"pid", facts.clientAncestor->pid},
            {"executable", base::printable(facts.clientAncestor->executable)}};
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace gatehouse::service
