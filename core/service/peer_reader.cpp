// SPDX-License-Identifier: Apache-2.0
#include "core/service/peer_reader.h"

#include "core/base/clock.h"
#include "core/base/utf8.h"
#include "core/clients/entry_reader.h"
#include "core/clients/records.h"
#include "core/clients/wrapper_install.h"
#include "core/trust/launch_resolver.h"

#include <algorithm>

namespace gatehouse::service {
namespace {

constexpr std::string_view kEntryOption = "--entry=";

/// What our records and the client's own file say of the entry.
void addEntry(trust::LaunchRequest& request, const base::Places& places)
{
    if (request.entryRef.empty())
        return;
    const auto record = clients::Records(places.protectionFolder).load(request.entryRef);
    if (!record || !record->isActive)
        return;
    request.entry = record->location;
    if (const auto facts = clients::readEntry(record->location)) {
        request.entryEnvironmentNames = facts->environmentNames;
        request.entrySetsWorkingFolder = facts->setsWorkingFolder;
    }
}

} // namespace

std::vector<std::string> wrapperPaths(const base::Places& places)
{
    return {places.installedWrapper, clients::kPackagedWrapper};
}

WrapperCommand wrapperCommand(const std::vector<std::string>& argv)
{
    WrapperCommand parsed;
    std::size_t at = 1;
    for (; at < argv.size(); ++at) {
        const auto& word = argv[at];
        if (word == "--") {
            ++at;
            break;
        }
        if (!word.starts_with('-') || word == "-")
            break;
        if (word.starts_with(kEntryOption))
            parsed.entryRef = word.substr(kEntryOption.size());
    }
    if (at < argv.size())
        parsed.command.assign(argv.begin() + static_cast<std::ptrdiff_t>(at), argv.end());
    return parsed;
}

PeerReader::PeerReader(base::Places places, const ProcessTree& processes)
    : m_places(std::move(places))
    , m_processes(processes)
{
}

base::Result<model::ApprovalCard> PeerReader::read(int pid) const
{
    const auto process = m_processes.process(pid);
    if (!process)
        return base::Error{base::ErrorCode::NotFound, "process " + std::to_string(pid) + " is gone"};
    const auto allowed = wrapperPaths(m_places);
    if (std::ranges::find(allowed, process->executable) == allowed.end())
        return base::Error{base::ErrorCode::PeerNotTrusted,
            "process " + std::to_string(pid) + " runs " + base::printable(process->executable) +
                ", which is not the installed wrapper"};
    auto identity = launchOf(pid);
    if (!identity)
        return identity.error();
    model::ApprovalCard card;
    card.id = trust::cardId(*identity);
    card.identityDigest = trust::identityDigest(*identity);
    card.identity = std::move(*identity);
    card.ancestry = m_processes.ancestors(pid);
    card.waiting = 1;
    card.firstAsked = card.lastAsked = base::SystemClock().now();
    // Everything above was read of one process only if it is still there.
    if (!m_processes.isAlive(*process))
        return base::Error{base::ErrorCode::NotFound, "process " + std::to_string(pid) + " is gone"};
    return card;
}

base::Result<model::LaunchIdentity> PeerReader::launchOf(int pid) const
{
    auto launch = m_processes.launchOf(pid);
    if (!launch)
        return base::Error{base::ErrorCode::NotFound, "process " + std::to_string(pid) + " cannot be read"};
    auto parsed = wrapperCommand(launch->argv);
    if (parsed.command.empty())
        return base::Error{
            base::ErrorCode::BadMessage, "process " + std::to_string(pid) + " was given nothing to start"};
    trust::LaunchRequest request;
    request.argv = std::move(parsed.command);
    request.environment = std::move(launch->environment);
    request.workingFolder = std::move(launch->workingFolder);
    request.entryRef = std::move(parsed.entryRef);
    addEntry(request, m_places);
    return trust::resolveLaunch(request, m_files);
}

} // namespace gatehouse::service
