// SPDX-License-Identifier: Apache-2.0
#include "core/service/reputation_reader.h"

#include "core/intelligence/assess.h"
#include "core/service/reputation_evidence.h"
#include "core/store/catalog_store.h"
#include "core/store/definition_store.h"
#include "core/store/pending_store.h"
#include "core/store/registry_store.h"

#include <algorithm>

namespace gatehouse::service {
namespace {

/// Changed definitions of one tool: how many were denied, and how many wait.
struct ToolChanges {
    std::uint64_t refused = 0;
    std::uint64_t open = 0;
};

base::Result<std::map<std::pair<std::string, std::string>, ToolChanges>> toolChanges(
    store::Database& database)
{
    std::map<std::pair<std::string, std::string>, ToolChanges> changes;
    const auto decisions = store::RegistryStore(database).all();
    if (!decisions)
        return decisions.error();
    for (const auto& stored : *decisions) {
        const auto& identity = stored.decision.identity;
        if (isAboutDefinition(identity) && stored.decision.isDenied && stored.revokedAt == 0)
            ++changes[{identity->entryRef, identity->call->tool}].refused;
    }
    const auto cards = store::PendingStore(database).open();
    if (!cards)
        return cards.error();
    for (const auto& card : *cards) {
        if (isAboutDefinition(card.identity))
            ++changes[{card.identity.entryRef, card.identity.call->tool}].open;
    }
    return changes;
}

base::Result<void> addTools(store::Database& database, const ReputationEvidence& evidence,
    base::UnixMilliseconds now, Reputations& reputations)
{
    const auto changes = toolChanges(database);
    if (!changes)
        return changes.error();
    for (const auto& [ref, server] : reputations.servers) {
        const auto tools = store::DefinitionStore(database).definitions(ref, now);
        if (!tools)
            return tools.error();
        for (const auto& tool : *tools) {
            if (tool.kind != model::DefinitionKind::Tool)
                continue;
            const std::pair key{ref, tool.name};
            trust::ToolEvidence one{tool.firstSeen, server.score, 0, 0, 0};
            if (const auto found = changes->find(key); found != changes->end()) {
                one.refusedChanges = found->second.refused;
                one.openChanges = found->second.open;
            }
            if (const auto found = evidence.oversteps.find(key); found != evidence.oversteps.end())
                one.oversteps = found->second;
            reputations.tools.emplace(key, trust::reputationOf(one, now));
        }
    }
    return {};
}

base::UnixMilliseconds earlier(base::UnixMilliseconds left, base::UnixMilliseconds right)
{
    return left == 0 || right == 0 ? std::max(left, right) : std::min(left, right);
}

base::Result<std::map<std::string, trust::ClientEvidence>> clientsIn(store::Database& database,
    const ReputationEvidence& evidence, const std::map<std::string, model::Reputation>& scores)
{
    const auto servers = store::CatalogStore(database).servers();
    if (!servers)
        return servers.error();
    std::map<std::string, trust::ClientEvidence> clients;
    for (const auto& row : *servers) {
        const auto found = evidence.servers.find(row.ref);
        if (found == evidence.servers.end() || row.location.client.empty())
            continue;
        auto& client = clients[row.location.client];
        const auto& server = found->second;
        client.firstSeen = earlier(client.firstSeen, server.firstSeen);
        client.sessions += server.sessions;
        client.days = std::max(client.days, server.days);
        client.calls += server.calls;
        const int score = scores.at(row.ref).score;
        // One that is denied does not start: it says nothing of what the client can reach.
        if (!server.isDenied && (client.weakestName.empty() || score < client.weakestScore)) {
            client.weakestScore = score;
            client.weakestName = row.location.name;
        }
    }
    return clients;
}

/// All servers that run a package are its evidence.
void merge(const trust::ServerEvidence& server, trust::ServerEvidence& package)
{
    if (!package.identity || (server.identity && !server.identity->package->isPinned))
        package.identity = server.identity;
    package.firstSeen = earlier(package.firstSeen, server.firstSeen);
    package.sessions += server.sessions;
    package.days = std::max(package.days, server.days);
    package.calls += server.calls;
    package.isApproved = package.isApproved || server.isApproved;
    package.isDenied = package.isDenied || server.isDenied;
    package.revocations += server.revocations;
    package.refusedChanges += server.refusedChanges;
    package.openChanges += server.openChanges;
    package.overstepped += server.overstepped;
    package.known = server.known;
    for (const auto& incidents : server.incidents) {
        auto found = std::ranges::find(package.incidents, incidents.family, &trust::Incidents::family);
        if (found == package.incidents.end())
            found = package.incidents.insert(package.incidents.end(), {incidents.family, 0});
        found->actedOn += incidents.actedOn;
    }
}

/// "npm left-pad 1.3.0"; empty where no package of npm or PyPI runs.
std::string packageNameOf(const trust::ServerEvidence& server)
{
    const auto subject = server.identity ? intelligence::subjectOf(*server.identity) : std::nullopt;
    if (!subject)
        return {};
    auto name = std::string(toText(subject->ecosystem)) + ' ' + subject->name;
    return subject->version.empty() ? name : name + ' ' + subject->version;
}

using PackageEvidence = std::map<std::string, trust::ServerEvidence>;

PackageEvidence packagesIn(const ReputationEvidence& evidence)
{
    PackageEvidence packages;
    for (const auto& [ref, server] : evidence.servers) {
        if (const auto name = packageNameOf(server); !name.empty())
            merge(server, packages[name]);
    }
    return packages;
}

std::map<std::string, model::Reputation> scoresOf(
    const std::map<std::string, trust::ServerEvidence>& evidence, base::UnixMilliseconds now)
{
    std::map<std::string, model::Reputation> scores;
    for (const auto& [key, one] : evidence)
        scores.emplace(key, trust::reputationOf(one, now));
    return scores;
}

} // namespace

base::Result<std::map<std::string, model::Reputation>> readReputations(store::Database& database,
    const std::optional<intelligence::Table>& lists, const std::string& pinFolder, base::UnixMilliseconds now)
{
    const auto evidence = gatherEvidence(database, lists, pinFolder, now);
    if (!evidence)
        return evidence.error();
    return scoresOf(evidence->servers, now);
}

base::Result<Reputations> readAllReputations(store::Database& database,
    const std::optional<intelligence::Table>& lists, const std::string& pinFolder, base::UnixMilliseconds now)
{
    const auto evidence = gatherEvidence(database, lists, pinFolder, now);
    if (!evidence)
        return evidence.error();
    Reputations reputations;
    reputations.servers = scoresOf(evidence->servers, now);
    if (const auto added = addTools(database, *evidence, now, reputations); !added)
        return added.error();
    const auto clients = clientsIn(database, *evidence, reputations.servers);
    if (!clients)
        return clients.error();
    for (const auto& [client, one] : *clients)
        reputations.clients.emplace(client, trust::reputationOf(one, now));
    reputations.packages = scoresOf(packagesIn(*evidence), now);
    return reputations;
}

base::Result<std::optional<model::Reputation>> readClientReputation(store::Database& database,
    const std::optional<intelligence::Table>& lists, const std::string& pinFolder, base::UnixMilliseconds now,
    const std::string& client)
{
    const auto evidence = gatherEvidence(database, lists, pinFolder, now);
    if (!evidence)
        return evidence.error();
    const auto clients = clientsIn(database, *evidence, scoresOf(evidence->servers, now));
    if (!clients)
        return clients.error();
    const auto found = clients->find(client);
    return found == clients->end() ? std::nullopt : std::optional(trust::reputationOf(found->second, now));
}

base::Result<std::optional<PackageReputation>> readPackageReputation(store::Database& database,
    const std::optional<intelligence::Table>& lists, const std::string& pinFolder, base::UnixMilliseconds now,
    const std::string& serverRef)
{
    const auto evidence = gatherEvidence(database, lists, pinFolder, now);
    if (!evidence)
        return evidence.error();
    const auto server = evidence->servers.find(serverRef);
    const auto name = server == evidence->servers.end() ? std::string() : packageNameOf(server->second);
    if (name.empty())
        return std::optional<PackageReputation>();
    return std::optional(PackageReputation{name, trust::reputationOf(packagesIn(*evidence).at(name), now)});
}

} // namespace gatehouse::service
