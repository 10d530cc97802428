// SPDX-License-Identifier: Apache-2.0
#include "core/clients/entry_reader.h"

#include "core/clients/dialect.h"
#include "core/clients/discovery.h"

#include <algorithm>
#include <array>

namespace gatehouse::clients {
namespace {

// Without the client table, all names that clients have for these: more than the entry's own client reads
// never hides a thing.
constexpr std::array kEnvironmentKeys{"env", "envs", "environment"};
constexpr std::array kWorkingFolderKeys{"cwd", "workingDirectory", "working_directory"};

void sortOnce(std::vector<std::string>& names)
{
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
}

} // namespace

base::Result<EntryFacts> readEntry(const model::EntryLocation& location)
{
    EntryFacts facts;
    const auto bytes = base::readFile(location.file, kMaxClientFileBytes, &facts.stamp);
    if (!bytes)
        return bytes.error();
    const auto document = dialectOfFile(location.file).open(*bytes, {true, true, true});
    if (!document)
        return base::Error{document.error().code, location.file + ": " + document.error().detail};
    for (std::size_t i = 0; i < kEnvironmentKeys.size(); ++i) {
        EntryShape shape;
        shape.form = EntryShape::Form::NestedCommand;
        shape.environmentKey = kEnvironmentKeys[i];
        shape.workingFolderKey = kWorkingFolderKeys[i];
        const auto entry = (*document)->find(location.keyPath, shape);
        if (!entry || !entry->isObject)
            return base::Error{
                base::ErrorCode::EntryNotFound, location.file + ": no entry at " + location.keyPath};
        facts.environmentNames.insert(
            facts.environmentNames.end(), entry->environmentNames.begin(), entry->environmentNames.end());
        facts.setsWorkingFolder = facts.setsWorkingFolder || entry->setsWorkingFolder;
    }
    sortOnce(facts.environmentNames);
    return facts;
}

} // namespace gatehouse::clients
