// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/life_events.h"

#include "core/ipc/messages.h"
#include "core/relay/events.h"

#include <unistd.h>

namespace gatehouse::wrap {
namespace {

constexpr std::size_t kMaxName = 128;

std::string_view admissionText(relay::Admission admission)
{
    switch (admission) {
    case relay::Admission::Approved:
        return "approved";
    case relay::Admission::Pending:
        return "pending";
    case relay::Admission::Denied:
        return "denied";
    }
    return "pending";
}

/// `"name":"text"`; what is not UTF-8 in the text becomes visible.
std::string member(std::string_view name, std::string_view text)
{
    return '"' + std::string(name) + "\":" + relay::detailString(text);
}

std::string processObject(const model::ProcessInfo& process)
{
    // No argv: another program's arguments may hold anything.
    return "{\"pid\":" + std::to_string(process.pid) + ",\"start\":" + std::to_string(process.startTime) +
        ',' + member("exe", process.executable) + '}';
}

std::string changesArray(const std::vector<model::IdentityChange>& changes)
{
    std::string array = "[";
    for (const auto& change : changes) {
        if (array.size() > 1)
            array += ',';
        array += relay::detailString(change.field);
    }
    return array + ']';
}

} // namespace

std::string serverName(const model::LaunchIdentity& identity)
{
    if (!identity.entry.name.empty())
        return identity.entry.name.substr(0, kMaxName);
    const auto& command = identity.commandAsGiven;
    return command.substr(command.rfind('/') + 1).substr(0, kMaxName);
}

std::string sessionStartDetails(
    const Standing& standing, const std::string& sessionId, const std::vector<model::ProcessInfo>& ancestry)
{
    std::string parents;
    for (const auto& process : ancestry)
        parents += (parents.empty() ? "" : ",") + processObject(process);
    return '{' + member("session", sessionId) + ',' + member("version", GATEHOUSE_VERSION) +
        ",\"pid\":" + std::to_string(::getpid()) + ',' +
        member("admission", admissionText(standing.admission)) + ',' +
        member("decision", standing.decision.decisionId) + ',' + member("digest", standing.digest) +
        ",\"identity\":" + ipc::identityToJson(standing.identity) + ",\"ancestry\":[" + parents + "]}";
}

std::string pendingMembers(const Standing& standing)
{
    return member("card", standing.cardId) + ',' + member("why", standing.reason) + ',' +
        member("digest", standing.digest) + ",\"changed\":" + changesArray(standing.decision.changes) +
        ",\"identity\":" + ipc::identityToJson(standing.identity);
}

std::string callPendingDetails(
    const model::LaunchIdentity& identity, const std::string& cardId, const std::string& clientName)
{
    return '{' + member("client", clientName) + ",\"probe\":false," + member("card", cardId) + ',' +
        member("digest", trust::identityDigest(identity)) + ",\"identity\":" + ipc::identityToJson(identity) +
        '}';
}

std::string startMembers(const Standing& standing, int serverPid)
{
    return "\"pid\":" + std::to_string(serverPid) + ',' + member("decision", standing.decision.decisionId) +
        ',' + member("digest", standing.digest);
}

std::string decisionMembers(const Standing& standing)
{
    return member("card", standing.cardId) + ',' + member("decision", standing.decision.decisionId) + ',' +
        member("digest", standing.digest);
}

std::string learnedDetails(const Standing& standing)
{
    return '{' + decisionMembers(standing) + ",\"identity\":" + ipc::identityToJson(standing.identity) + '}';
}

std::string exitDetails(const ServerExit& exit)
{
    if (exit.signal != 0)
        return '{' + member("signal", signalName(exit.signal)) + '}';
    return "{\"code\":" + std::to_string(exit.code) + '}';
}

std::string withMembers(std::string_view object, std::string_view members)
{
    if (object.size() <= 2)
        return '{' + std::string(members) + '}';
    return std::string(object.substr(0, object.size() - 1)) + ',' + std::string(members) + '}';
}

} // namespace gatehouse::wrap
