// SPDX-License-Identifier: Apache-2.0
#include "core/clients/entry_reader.h"

#include "core/clients/discovery.h"
#include "core/clients/json_entry.h"

#include <algorithm>

namespace gatehouse::clients {

base::Result<EntryFacts> readEntry(const model::EntryLocation& location)
{
    EntryFacts facts;
    const auto bytes = base::readFile(location.file, kMaxClientFileBytes, &facts.stamp);
    if (!bytes)
        return bytes.error();
    const auto text = JsonText::parse(*bytes, {true, true, true});
    if (!text)
        return base::Error{text.error().code, location.file + ": " + text.error().detail};
    const auto parts = splitPointer(location.keyPath);
    const auto member = parts && !parts->empty() ? findByParts(*text, *parts) : std::nullopt;
    if (!member || !text->isObject(member->value))
        return base::Error{base::ErrorCode::EntryNotFound, location.file + ": no entry at " + location.keyPath};
    EntryText entry;
    entry.value = member->value;
    describeSurroundings(*text, {}, entry);
    std::sort(entry.environmentNames.begin(), entry.environmentNames.end());
    facts.environmentNames = std::move(entry.environmentNames);
    facts.setsWorkingFolder = entry.setsWorkingFolder;
    return facts;
}

} // namespace gatehouse::clients
