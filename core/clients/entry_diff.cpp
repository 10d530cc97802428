// SPDX-License-Identifier: Apache-2.0
#include "core/clients/entry_diff.h"

#include <map>
#include <utility>

namespace gatehouse::clients {
namespace {

using Presence = FileView::Presence;
using ByRef = std::map<std::string_view, const EntryView*>;

ByRef byRef(const FileView& file)
{
    ByRef entries;
    for (const auto& entry : file.entries)
        entries.emplace(entry.ref, &entry);
    return entries;
}

bool isSame(const EntryView& before, const EntryView& after)
{
    // What an earlier run of this program saw is known by its digest alone.
    const bool knowsBytes = !before.valueHash.empty() && !after.valueHash.empty();
    return before.digest == after.digest && (!knowsBytes || before.valueHash == after.valueHash);
}

} // namespace

std::string_view toText(EntryFate fate)
{
    switch (fate) {
    case EntryFate::Added:
        return "added";
    case EntryFate::Removed:
        return "removed";
    case EntryFate::Dropped:
        return "dropped";
    case EntryFate::Changed:
        return "changed";
    case EntryFate::Unwrapped:
        return "unwrapped";
    case EntryFate::Wrapped:
        return "wrapped";
    }
    return {};
}

std::vector<EntryChange> diffEntries(const FileView& before, const FileView& after, const ActiveRefs& active)
{
    std::vector<EntryChange> changes;
    if (after.presence != Presence::Readable)
        return changes;
    auto old = byRef(before);
    for (const auto& entry : after.entries) {
        const auto found = old.find(entry.ref);
        if (found == old.end()) {
            changes.push_back({EntryFate::Added, entry});
            continue;
        }
        const auto& was = *found->second;
        old.erase(found);
        if (was.isGuarded && !entry.isGuarded)
            changes.push_back({EntryFate::Unwrapped, entry});
        else if (!was.isGuarded && entry.isGuarded)
            changes.push_back({EntryFate::Wrapped, entry});
        else if (!isSame(was, entry))
            changes.push_back({EntryFate::Changed, entry});
    }
    for (const auto& entry : before.entries) {
        if (old.contains(entry.ref))
            changes.push_back({active.contains(entry.ref) ? EntryFate::Dropped : EntryFate::Removed, entry});
    }
    return changes;
}

FileView carriedOn(const FileView& before, FileView after, const ActiveRefs& active, bool isOwnWrite)
{
    after.isStopped = before.isStopped;
    after.resumedAt = before.resumedAt;
    if (after.presence != Presence::Readable) {
        after.entries = before.entries;
        return after;
    }
    const auto old = byRef(before);
    for (auto& entry : after.entries) {
        const auto found = old.find(entry.ref);
        const bool isNew = found == old.end() && !isOwnWrite && !active.contains(entry.ref);
        entry.asks = !entry.isGuarded && (isNew || (found != old.end() && found->second->asks));
    }
    return after;
}

} // namespace gatehouse::clients
