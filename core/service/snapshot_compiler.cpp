// SPDX-License-Identifier: Apache-2.0
#include "core/service/snapshot_compiler.h"
#include "core/service/dependency_look.h"

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

/// What records and clients' files say of an entry, good for as long as both files are as they were.
struct EntryMemo {
    struct Known {
        base::FileStamp record;
        std::optional<policy::SnapshotEntry> entry; ///< nothing where the record is not in force
    };
    std::map<std::string, Known> entries; ///< by ref
};

/// A file that was written just now may be written again within the same tick of the clock, and look the
/// same.
bool isSettled(const base::FileStamp& stamp, base::UnixMilliseconds now)
{
    constexpr std::int64_t kNsInMs = 1'000'000;
    constexpr base::UnixMilliseconds kTicks = 100;
    return std::max(stamp.changedNs, stamp.modifiedNs) / kNsInMs + kTicks < now;
}

/// Whether what is known still holds. `files`: the stamps that were asked for in this round.
bool holds(const EntryMemo::Known& known, const base::FileStamp& record,
    std::map<std::string, base::FileStamp>& files)
{
    if (known.record != record)
        return false;
    if (!known.entry)
        return true;
    const auto [place, isNew] = files.try_emplace(known.entry->location.file);
    if (isNew) {
        if (const auto stamp = base::stampOf(known.entry->location.file))
            place->second = *stamp;
    }
    return known.entry->fileStamp != base::FileStamp() && known.entry->fileStamp == place->second;
}

policy::SnapshotEntry entryOf(clients::EntryReader& reader, const clients::Record& record)
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
    return entry;
}

/// Entries of the records that are in force. What is as it was at the last look is not read again.
base::Result<std::vector<policy::SnapshotEntry>> declaredEntries(
    store::Database& database, const CompilerInput& input)
{
    const clients::Records records(input.places.protectionFolder);
    const auto refs = records.refs();
    if (!refs)
        return refs.error();
    auto& memo = database.memo<EntryMemo>();
    EntryMemo next;
    std::map<std::string, base::FileStamp> files;
    std::vector<policy::SnapshotEntry> entries;
    const auto now = base::SystemClock().now();
    // File by file: one of 5 MB that declares 30 servers is read and parsed once.
    std::vector<clients::Record> changed;
    std::map<std::string, base::FileStamp> stamps;
    for (const auto& ref : *refs) {
        const auto stamp = records.stampOf(ref);
        const auto known = memo.entries.find(ref);
        if (stamp && known != memo.entries.end() && holds(known->second, *stamp, files)) {
            if (known->second.entry)
                entries.push_back(*known->second.entry);
            next.entries.insert(memo.entries.extract(known));
            continue;
        }
        auto record = records.load(ref);
        // A damaged record is one entry that is not known: its launches ask. The others must not suffer for
        // it.
        if (!record)
            continue;
        if (stamp && isSettled(*stamp, now))
            stamps[ref] = *stamp;
        if (record->isActive)
            changed.push_back(std::move(*record));
        else if (stamps.contains(ref))
            next.entries[ref] = {*stamp, std::nullopt};
    }
    std::ranges::stable_sort(changed, {}, [](const clients::Record& record) { return record.location.file; });
    clients::EntryReader reader(input.texts);
    for (const auto& record : changed) {
        entries.push_back(entryOf(reader, record));
        const auto stamp = stamps.find(record.ref);
        if (stamp != stamps.end() && isSettled(entries.back().fileStamp, now))
            next.entries[record.ref] = {stamp->second, entries.back()};
    }
    memo = std::move(next);
    return entries;
}

base::Result<std::vector<policy::SnapshotEntry>> entriesOf(
    store::Database& database, const CompilerInput& input, const std::optional<intelligence::Table>& lists)
{
    auto entries = declaredEntries(database, input);
    if (!entries)
        return entries;
    const auto reputations =
        readReputations(database, lists, input.places.stateFolder + "/pins", base::SystemClock().now());
    if (!reputations)
        return reputations.error();
    const auto handshakes = store::CatalogStore(database).handshakes();
    if (!handshakes)
        return handshakes.error();
    for (auto& entry : *entries) {
        if (const auto found = reputations->find(entry.ref); found != reputations->end())
            entry.trust = found->second.level;
        if (const auto found = handshakes->find(entry.ref); found != handshakes->end()) {
            entry.isKnownModern = found->second.era == "modern";
            entry.knownCapabilities = found->second.capabilities;
        }
    }
    std::ranges::sort(*entries, {}, &policy::SnapshotEntry::ref);
    return entries;
}

/// Whether decisions' digests are those of their own identities, for the identities that were looked at.
struct TrustMemo {
    struct Known {
        std::string digest;
        model::LaunchIdentity identity;
        bool isWrong = false;
    };
    std::map<std::string, Known> decisions; ///< by id
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

bool isWrong(TrustMemo& memo, const model::RegistryDecision& decision)
{
    if (!decision.identity)
        return false;
    auto& known = memo.decisions[decision.id];
    const bool isKnown = known.digest == decision.identityDigest && !known.digest.empty() &&
        known.identity == *decision.identity;
    if (!isKnown)
        known = {decision.identityDigest, *decision.identity,
            trust::identityDigest(*decision.identity) != decision.identityDigest};
    return known.isWrong;
}

/// A launch that depends on what does harm is not allowed to wrappers, unless whoever decided knew: they read
/// no locks.
base::Result<void> leaveOutStopped(store::Database& database, const std::optional<intelligence::Table>& lists,
    std::vector<model::RegistryDecision>& decisions)
{
    if (!lists)
        return {};
    std::vector<model::RegistryDecision> held;
    for (auto& decision : decisions) {
        const bool mayBeStopped = !decision.isDenied && decision.identity && !decision.identity->call;
        const auto isStopped = mayBeStopped
            ? isStoppedByDependency(database, *lists, *decision.identity, decision.despite)
            : base::Result<bool>(false);
        if (!isStopped)
            return isStopped.error();
        if (!*isStopped)
            held.push_back(std::move(decision));
    }
    decisions = std::move(held);
    return {};
}

} // namespace

base::Result<std::vector<model::RegistryDecision>> trustedDecisions(store::Database& database)
{
    auto decisions = store::RegistryStore(database).active(base::SystemClock().now());
    if (!decisions)
        return decisions;
    auto& memo = database.memo<TrustMemo>();
    std::erase_if(
        *decisions, [&memo](const model::RegistryDecision& decision) { return isWrong(memo, decision); });
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
    const auto keptLocks = input.places.stateFolder + "/locks";
    if (lists)
        recallLocks(database, *lists, keptLocks);
    auto entries = entriesOf(database, input, lists);
    if (!entries)
        return entries.error();
    auto decisions = trustedDecisions(database);
    if (!decisions)
        return decisions.error();
    if (const auto left = leaveOutStopped(database, lists, *decisions); !left)
        return left.error();
    if (lists)
        static_cast<void>(keepLocks(database, keptLocks)); // else they are read once more
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
    content.sources.insert(std::prev(content.sources.end()),
        std::make_move_iterator(organisation->sources.begin()),
        std::make_move_iterator(organisation->sources.end()));
    return content;
}

} // namespace gatehouse::service
