// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/service/list_files.h"
#include "core/service/list_shelf.h"

#include <algorithm>
#include <filesystem>

namespace gatehouse::service {
namespace {

/// A list that goes into the table, if it is good.
struct Candidate {
    ListKey key;
    std::string path;
    base::FileStamp stamp;
};

std::string folderOfTables(const base::Places& places)
{
    return places.stateFolder + "/lists";
}

/// A missing file is one, too: a list that appears later makes the snapshot stale.
base::Result<policy::SourceFile> sourceOf(const std::string& path)
{
    policy::SourceFile source;
    source.path = path;
    const auto bytes = base::readFile(path, intelligence::kMaxBundleBytes, &source.stamp);
    if (!bytes && bytes.error().code == base::ErrorCode::NotFound)
        return source;
    if (!bytes)
        return bytes.error();
    source.exists = true;
    source.hash = base::sha256(*bytes);
    return source;
}

std::vector<Candidate> candidatesOf(
    const std::vector<ListKey>& keys, const base::Places& places, const std::string& organisationFolder)
{
    std::vector<Candidate> candidates;
    const auto add = [&](const ListKey& key, const std::string& path) {
        if (const auto stamp = base::stampOf(path))
            candidates.push_back({key, path, *stamp});
    };
    for (const auto& key : keys) {
        if (!key.isTrusted)
            continue;
        add(key, keptListPath(places, intelligence::idOfKey(key.key)));
        if (key.isOrganisation)
            add(key, organisationListPath(organisationFolder));
    }
    return candidates;
}

/// What the table is made of, in one name: another file, key or word about a key gives another one.
std::string nameOf(const std::vector<Candidate>& candidates)
{
    std::string all = "table 1";
    for (const auto& one : candidates) {
        all += '\n' + base::toHex(intelligence::idOfKey(one.key.key)) +
            (one.key.isOrganisation ? " organisation " : " ") + one.path;
        for (const auto number : {one.stamp.device, one.stamp.inode, one.stamp.size,
                 static_cast<std::uint64_t>(one.stamp.modifiedNs),
                 static_cast<std::uint64_t>(one.stamp.changedNs)})
            all += ' ' + std::to_string(number);
    }
    return intelligence::tableName(all);
}

base::Result<intelligence::TableInput> inputOf(const Candidate& candidate)
{
    const auto bytes = base::readFile(candidate.path, intelligence::kMaxBundleBytes);
    if (!bytes)
        return bytes.error();
    auto content = intelligence::openBundle(*bytes, candidate.key.key);
    if (!content)
        return content.error();
    return intelligence::TableInput{
        intelligence::idOfKey(candidate.key.key), candidate.key.isOrganisation, std::move(*content)};
}

base::Result<void> makeTable(
    const std::vector<Candidate>& candidates, const std::string& path, std::vector<base::Error>& problems)
{
    std::vector<intelligence::TableInput> inputs;
    for (const auto& candidate : candidates) {
        auto input = inputOf(candidate);
        if (input)
            inputs.push_back(std::move(*input));
        // The organisation has one file and may have several keys: each but one is not this file's.
        else if (!candidate.key.isOrganisation ||
            input.error().code != base::ErrorCode::IntelligenceSignature)
            problems.push_back({input.error().code, candidate.path + ": " + input.error().detail});
    }
    return base::replaceFile(path, intelligence::encodeTable(inputs), 0600);
}

/// Why the organisation's list does not hold, where none of its keys makes it hold. What is wrong with the
/// list itself says more than that it is not of a key.
std::optional<base::Error> whyOrganisationsIsLeftOut(
    const std::vector<Candidate>& candidates, const std::string& path)
{
    std::optional<base::Error> why;
    for (const auto& candidate : candidates) {
        if (candidate.path != path)
            continue;
        const auto input = inputOf(candidate);
        if (input)
            return std::nullopt; // it came a moment ago: the next table has it
        if (!why || why->code == base::ErrorCode::IntelligenceSignature)
            why = input.error();
    }
    return why ? why
               : base::Error{base::ErrorCode::IntelligenceUntrusted,
                     "lists.keys, beside it, names no key that it could be signed with"};
}

} // namespace

std::vector<base::Error> leftOutLists(const std::vector<ListKey>& keys, const base::Places& places,
    const std::string& organisationFolder, const std::vector<intelligence::TableSource>& held)
{
    const auto candidates = candidatesOf(keys, places, organisationFolder);
    const auto organisations = organisationListPath(organisationFolder);
    const auto isKept = [&](const Candidate& one) { return one.path != organisations; };
    const auto there = static_cast<std::size_t>(std::ranges::count_if(candidates, isKept)) +
        (base::stampOf(organisations) ? 1 : 0);
    std::vector<base::Error> leftOut;
    if (there == held.size())
        return leftOut; // nothing need be read
    const auto tell = [&](const std::string& path, const base::Error& why) {
        leftOut.push_back({why.code, path + ": " + why.detail});
    };
    for (const auto& candidate : candidates) {
        if (!isKept(candidate))
            continue;
        if (const auto input = inputOf(candidate); !input)
            tell(candidate.path, input.error());
    }
    if (!base::stampOf(organisations))
        return leftOut;
    if (const auto why = whyOrganisationsIsLeftOut(candidates, organisations))
        tell(organisations, *why);
    return leftOut;
}

std::string knownTablePath(const base::Places& places, const std::string& name)
{
    return intelligence::tablePath(places.stateFolder, name);
}

base::Result<KnownTable> compileKnownTable(
    store::Database& database, const base::Places& places, const std::string& organisationFolder)
{
    KnownTable known;
    for (const auto& path :
        {organisationKeysPath(organisationFolder), organisationListPath(organisationFolder)}) {
        auto source = sourceOf(path);
        if (!source)
            return source.error();
        known.sources.push_back(std::move(*source));
    }
    const auto keys = listKeys(database, organisationFolder);
    if (!keys)
        return keys.error();
    const auto candidates = candidatesOf(*keys, places, organisationFolder);
    if (candidates.empty())
        return known;
    known.name = nameOf(candidates);
    const auto path = knownTablePath(places, known.name);
    auto table = intelligence::Table::open(path);
    if (!table) {
        if (const auto made = base::makePrivateFolder(folderOfTables(places)); !made)
            return made.error();
        if (const auto made = makeTable(candidates, path, known.problems); !made)
            return made.error();
        table = intelligence::Table::open(path);
        if (!table)
            return table.error();
    }
    known.rules = table->rules();
    for (auto& rule : known.rules)
        rule.name = "list-" + rule.name;
    return known;
}

void removeOtherTables(const base::Places& places, const std::string& name)
{
    std::error_code failure;
    for (std::filesystem::directory_iterator at(folderOfTables(places), failure), end; !failure && at != end;
         at.increment(failure)) {
        std::error_code ignored;
        if (at->path().filename() != name)
            std::filesystem::remove(at->path(), ignored);
    }
}

std::optional<intelligence::Table> openKnownTable(const base::Places& places)
{
    const auto snapshot = policy::Snapshot::open(places.snapshot);
    const auto name = snapshot ? snapshot->knownTable() : std::string();
    if (name.empty())
        return std::nullopt;
    auto table = intelligence::Table::open(knownTablePath(places, name));
    return table ? std::optional(std::move(*table)) : std::nullopt;
}

} // namespace gatehouse::service
