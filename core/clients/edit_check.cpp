// SPDX-License-Identifier: Apache-2.0
#include "core/clients/edit_check.h"

#include <algorithm>

namespace gatehouse::clients {
namespace {

using base::Error;
using base::ErrorCode;

Error wrong(const FileEdit& edit, const std::string& reason)
{
    return {ErrorCode::Internal,
        edit.path + ": the planned edit is not what was meant (" + reason + "); nothing is written"};
}

std::string_view rawOf(std::string_view bytes, const EntryText& entry)
{
    return bytes.substr(entry.value.begin, entry.value.size());
}

bool isRouted(const EntryText& before, const EntryText& after, const Routing& routing)
{
    std::vector<std::string> expected{routing.wrapper, routing.option()};
    expected.insert(expected.end(), before.command.begin(), before.command.end());
    return after.command == expected && after.kind == EntryText::Kind::Stdio && after.name == before.name &&
        after.environmentNames == before.environmentNames;
}

const EntryEdit* editOf(const FileEdit& edit, const std::string& keyPath)
{
    const auto found = std::find_if(edit.entries.begin(), edit.entries.end(),
        [&](const EntryEdit& entry) { return entry.location.keyPath == keyPath; });
    return found == edit.entries.end() ? nullptr : &*found;
}

/// What checkInserted looks at is not looked at here.
std::vector<EntryText> withoutOverrides(const FileEdit& edit, std::vector<EntryText> entries)
{
    std::erase_if(entries, [&](const EntryText& text) {
        const auto* const entry = editOf(edit, text.keyPath);
        return entry != nullptr && entry->overrides;
    });
    return entries;
}

} // namespace

base::Result<void> checkInserted(
    const FileEdit& edit, const EntryText& source, const EntryEdit& entry, const std::string& wrapper)
{
    const auto after = edit.after.open(edit.format, edit.tolerance);
    if (!after)
        return wrong(edit, "it does not parse");
    const auto now = (*after)->find(entry.location.keyPath, edit.shape);
    if (!now || rawOf(edit.after, *now) != entry.newEntry || !isRouted(source, *now, {wrapper, entry.ref}))
        return wrong(edit, "entry " + entry.location.keyPath);
    return {};
}

base::Result<void> checkRouted(const FileEdit& edit, const Document& before,
    const std::vector<EntryText>& oldEntries, const std::vector<ServerContainer>& containers,
    const std::string& wrapper)
{
    const auto after = edit.after.open(edit.format, edit.tolerance);
    if (!after)
        return wrong(edit, "it does not parse");
    const auto newEntries = (*after)->entries(containers, edit.shape);
    if (!newEntries)
        return wrong(edit, "other servers");
    const auto oldOnes = withoutOverrides(edit, oldEntries);
    const auto newOnes = withoutOverrides(edit, *newEntries);
    if (oldOnes.size() != newOnes.size())
        return wrong(edit, "other servers");
    for (std::size_t i = 0; i < oldOnes.size(); ++i) {
        const auto& old = oldOnes[i];
        const auto& now = newOnes[i];
        if (old.keyPath != now.keyPath)
            return wrong(edit, "other names");
        const auto* entry = editOf(edit, old.keyPath);
        if (entry == nullptr) {
            if (rawOf(edit.before, old) != rawOf(edit.after, now))
                return wrong(edit, "an entry that was not meant");
            continue;
        }
        if (rawOf(edit.after, now) != entry->newEntry || !isRouted(old, now, {wrapper, entry->ref}) ||
            before.untouchedPart(old, edit.shape) != (*after)->untouchedPart(now, edit.shape))
            return wrong(edit, "entry " + old.keyPath);
    }
    return {};
}

base::Result<void> checkRestored(const FileEdit& edit)
{
    const auto after = edit.after.open(edit.format, edit.tolerance);
    if (!after)
        return wrong(edit, "it does not parse");
    for (const auto& entry : edit.entries) {
        const auto now = (*after)->findAll(entry.location.keyPath, edit.shape);
        if (entry.isRemoved && !now.empty())
            return wrong(edit, "entry " + entry.location.keyPath + " is still there");
        const auto isRestored = [&](const EntryText& one) {
            return rawOf(edit.after, one) == entry.newEntry;
        };
        if (!entry.newEntry.empty() && std::none_of(now.begin(), now.end(), isRestored))
            return wrong(edit, "entry " + entry.location.keyPath);
    }
    return {};
}

} // namespace gatehouse::clients
