// SPDX-License-Identifier: Apache-2.0
#include "core/service/snapshot_compiler.h"

#include "core/base/clock.h"
#include "core/clients/entry_reader.h"
#include "core/clients/records.h"
#include "core/policy/settings_file.h"
#include "core/service/list_shelf.h"
#include "core/service/organisation_registry.h"
#include "core/service/reputation_reader.h"
#include "core/store/catalog_store.h"
#include "core/store/registry_store.h"
#include "core/store/tool_rule_store.h"
#include "core/trust/launch_resolver.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

namespace gatehouse::service {
namespace {

base::Result<policy::SnapshotEntry> entryOf(
    store::Database& database, clients::EntryReader& reader, const clients::Record& record)
{
    policy::SnapshotEntry entry;
    entry.ref = record.ref;
    entry.location = record.location;
    // A file that cannot be read now keeps an empty stamp: the wrapper then looks for itself.
    if (const auto facts = reader.read(record.location)) {
        entry.fileStamp = facts->stamp;
        entry.environmentNames = facts->environmentNames;
        entry.setsWorkingFolder = facts->setsWorkingFolder;
    }
    const auto handshake = store::CatalogStore(database).handshake(record.ref);
    if (!handshake)
        return handshake.error();
    if (*handshake) {
        entry.isKnownModern = (*handshake)->era == "modern";
        entry.knownCapabilities = (*handshake)->capabilities;
    }
    return entry;
}

base::Result<std::vector<policy::SnapshotEntry>> entriesOf(
    store::Database& database, const CompilerInput& input, const std::optional<intelligence::Table>& lists)
{
    const clients::Records records(input.places.protectionFolder);
    const auto refs = records.refs();
    if (!refs)
        return refs.error();
    // File by file: one of 5 MB that declares 30 servers is read and parsed once.
    std::vector<clients::Record> active;
    for (const auto& ref : *refs) {
        auto record = records.load(ref);
        // A damaged record is one entry that is not known: its launches ask. The others must not suffer for
        // it.
        if (record && record->isActive)
            active.push_back(std::move(*record));
    }
    std::ranges::stable_sort(active, {}, [](const clients::Record& record) { return record.location.file; });
    const auto reputations =
        readReputations(database, lists, input.places.stateFolder + "/pins", base::SystemClock().now());
    if (!reputations)
        return reputations.error();
    clients::EntryReader reader(input.texts);
    std::vector<policy::SnapshotEntry> entries;
    for (const auto& record : active) {
        auto entry = entryOf(database, reader, record);
        if (!entry)
            return entry.error();
        if (const auto found = reputations->find(record.ref); found != reputations->end())
            entry->trust = found->second.level;
        entries.push_back(std::move(*entry));
    }
    std::ranges::sort(entries, {}, &policy::SnapshotEntry::ref);
    return entries;
}

/// Which decisions' digests are not those of their own identities; good for one version of the registry.
struct TrustMemo {
    std::optional<std::int64_t> version;
    std::map<std::string, bool> isWrong;
};

/// A class of the user's with the same name goes before.
void addListRules(const std::vector<policy::DataClass>& rules, policy::Settings& settings)
{
    for (const auto& rule : rules) {
        if (std::ranges::find(settings.classes, rule.name, &policy::DataClass::name) ==
            settings.classes.end())
            settings.classes.push_back(rule);
    }
}

} // namespace

base::Result<std::vector<model::RegistryDecision>> trustedDecisions(store::Database& database)
{
    store::RegistryStore registry(database);
    const auto version = registry.version();
    if (!version)
        return version.error();
    auto decisions = registry.active(base::SystemClock().now());
    if (!decisions)
        return decisions;
    auto& memo = database.memo<TrustMemo>();
    if (memo.version != *version)
        memo = {*version, {}};
    std::erase_if(*decisions, [&memo](const model::RegistryDecision& decision) {
        if (!decision.identity)
            return false;
        const auto [place, isNew] = memo.isWrong.try_emplace(decision.id, false);
        if (isNew)
            place->second = trust::identityDigest(*decision.identity) != decision.identityDigest;
        return place->second;
    });
    return decisions;
}

base::Result<policy::SnapshotContent> compileSnapshot(store::Database& database, const CompilerInput& input)
{
    auto settings =
        policy::loadSettings(input.places.configFolder + "/policy.toml", input.organisationPolicy);
    if (!settings)
        return settings.error();
    const auto known = compileKnownTable(database, input.places, base::folderOf(input.organisationPolicy));
    if (!known)
        return known.error();
    std::optional<intelligence::Table> lists;
    if (!known->name.empty()) {
        auto table = intelligence::Table::open(knownTablePath(input.places, known->name));
        if (!table)
            return table.error();
        lists = std::move(*table);
    }
    auto entries = entriesOf(database, input, lists);
    if (!entries)
        return entries.error();
    auto decisions = trustedDecisions(database);
    if (!decisions)
        return decisions.error();
    auto toolRules = store::ToolRuleStore(database).all();
    if (!toolRules)
        return toolRules.error();
    policy::SnapshotContent content;
    content.toolRules = std::move(*toolRules);
    content.settings = settings->settings;
    content.sources = std::move(settings->sources);
    // In front: the last one is the organisation's policy.
    content.sources.insert(content.sources.begin(), known->sources.begin(), known->sources.end());
    content.knownTable = known->name;
    addListRules(known->rules, content.settings);
    content.entries = std::move(*entries);
    content.decisions = std::move(*decisions);
    content.commandLineProgram = input.commandLineProgram;
    auto organisation =
        readOrganisationRegistry(organisationRegistryPath(input.organisationPolicy), input.organisationOwner);
    if (!organisation)
        return organisation.error();
    store::RegistryStore registry(database);
    if (const auto applied = applyOrganisation(organisation->registry, registry, content); !applied)
        return applied.error();
    // Before the organisation's policy, which wrappers take the last of them for.
    content.sources.insert(std::prev(content.sources.end()), std::move(organisation->source));
    return content;
}

} // namespace gatehouse::service
