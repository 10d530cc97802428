// SPDX-License-Identifier: Apache-2.0
#include "core/clients/protection.h"

#include "core/clients/client_file.h"
#include "core/clients/edit_check.h"
#include "core/clients/entry_state.h"
#include "core/clients/json_entry.h"
#include "core/clients/override_copy.h"
#include "core/clients/private_override.h"
#include "core/clients/unified_diff.h"

#include <algorithm>
#include <deque>
#include <set>

namespace gatehouse::clients {
namespace {

using base::Error;
using base::ErrorCode;

/// Why an entry stays as it is; nothing where it may be edited. `place`: where its client would take a
/// private copy from.
std::optional<Error> objectionTo(
    const DiscoveredEntry& entry, const std::optional<OverridePlace>& place, const ProtectOptions& options)
{
    const auto what = entry.location.file + " " + entry.location.keyPath + ": ";
    if (entry.reason == "overridden")
        return Error{ErrorCode::EntryNotEditable,
            what + "the client starts the entry of the same name in " + place->file +
                " instead; that one can be guarded"};
    if (!entry.isGuardable)
        return Error{ErrorCode::EntryNotEditable, what + entry.reason};
    if (entry.reason == "tracked-by-git" && !options.includeTracked)
        return Error{ErrorCode::TrackedByGit,
            what +
                (place && !place->obstacle.empty()
                        ? "git tracks the file, and a private copy is not possible: " + place->obstacle
                        : "git tracks the file, which would carry this machine's path of the wrapper to "
                          "others")};
    const auto dangerous =
        std::find_if(entry.environmentNames.begin(), entry.environmentNames.end(), isDangerousName);
    if (dangerous != entry.environmentNames.end() && !options.acceptDangerousEnvironment)
        return Error{ErrorCode::DangerousEnvironment, what + "its env sets " + *dangerous};
    return std::nullopt;
}

/// A private copy of a tracked file's entry that is to be made.
struct Copying {
    DiscoveredEntry entry;
    const DiscoveredFile* source = nullptr;
    const ClientLocation* sourceLocation = nullptr;
    model::EntryLocation location; ///< of the copy
};

/// What is to be done to one file.
struct FileWork {
    OpenedFile opened;
    const Client* client = nullptr;
    const ClientLocation* location = nullptr;
    std::vector<DiscoveredEntry> routed;
    std::vector<Copying> copies;

    DiscoveredFile& file() { return opened.file; }
};

/// Gathers what is to be done to each file, then plans one file after the other: a private copy may go into a
/// file that has entries of its own to edit, and a file is written once.
class ProtectPlanner {
public:
    ProtectPlanner(const ClientTable& table, const Records& records, const ProtectOptions& options)
        : m_table(table)
        , m_records(records)
        , m_options(options)
        , m_wanted(options.refs.begin(), options.refs.end())
    {
    }

    void add(const DiscoveredFile& found)
    {
        const auto* client = findClient(m_table, found.client);
        const auto* location = client == nullptr ? nullptr : findLocation(*client, found.locationId);
        if (location == nullptr)
            return;
        auto& work = workOn(*client, *location, found.path);
        auto& file = work.file();
        file.overridePlace = found.overridePlace;
        if (file.problem) {
            if (m_wanted.empty() || holdsAWantedEntry(found))
                refuse({}, {file.client, file.scope, file.realPath, {}, {}}, *file.problem);
            return;
        }
        FileWork* target = nullptr;
        if (file.overridePlace && file.overridePlace->obstacle.empty()) {
            target = &workOn(
                *client, *findLocation(*client, file.overridePlace->locationId), file.overridePlace->file);
            judgeOverrides(file, &target->file(), m_records);
        }
        for (const auto& entry : file.entries) {
            if (isWanted(entry.ref))
                choose(entry, work, target);
        }
    }

    EditPlan finish()
    {
        for (auto& work : m_work)
            plan(work);
        for (const auto& ref : m_wanted) {
            if (!m_met.contains(ref))
                refuse(ref, {}, {ErrorCode::EntryNotFound, "no entry has the ref " + ref});
        }
        return std::move(m_plan);
    }

private:
    /// What was found may be old by now: everything is looked at again.
    FileWork& workOn(const Client& client, const ClientLocation& location, const std::string& path)
    {
        for (auto& work : m_work) {
            if (work.client == &client && work.file().path == path)
                return work;
        }
        m_work.push_back(
            {openClientFile(client, location, path, m_records, m_options.texts), &client, &location, {}, {}});
        return m_work.back();
    }

    bool isWanted(const std::string& ref) const { return m_wanted.empty() || m_wanted.contains(ref); }

    bool holdsAWantedEntry(const DiscoveredFile& file)
    {
        bool holds = false;
        for (const auto& entry : file.entries) {
            if (m_wanted.contains(entry.ref)) {
                m_met.insert(entry.ref);
                holds = true;
            }
        }
        return holds;
    }

    void refuse(const std::string& ref, const model::EntryLocation& location, Error reason)
    {
        m_plan.refused.push_back({ref, location, std::move(reason)});
    }

    void refuseAll(const FileWork& work, const Error& reason)
    {
        for (const auto& entry : work.routed)
            refuse(entry.ref, entry.location, reason);
        for (const auto& copying : work.copies)
            refuse(copying.entry.ref, copying.entry.location, reason);
    }

    void choose(const DiscoveredEntry& entry, FileWork& work, FileWork* target)
    {
        m_met.insert(entry.ref);
        const bool isOutdated = std::find(entry.warnings.begin(), entry.warnings.end(),
                                    "override-outdated") != entry.warnings.end();
        if (entry.isOurs || (!entry.overrideRef.empty() && !isOutdated))
            m_plan.alreadyProtected.push_back(entry.ref);
        else if (auto objection = objectionTo(entry, work.file().overridePlace, m_options))
            refuse(entry.ref, entry.location, std::move(*objection));
        else if (entry.reason != "private-override" ||
            (m_options.includeTracked && entry.overrideRef.empty()))
            work.routed.push_back(entry);
        else if (target->file().problem)
            refuse(entry.ref, entry.location, *target->file().problem);
        else
            target->copies.push_back(
                {entry, &work.file(), work.location, overrideOf(*work.file().overridePlace, entry.location)});
    }

    void plan(FileWork& work)
    {
        if (work.routed.empty() && work.copies.empty())
            return;
        const auto& file = work.file();
        if (!m_files.insert(file.realPath).second)
            return refuseAll(work,
                {ErrorCode::EntryNotEditable,
                    file.realPath + ": two clients share this file, and it is edited for the other"});
        if (const auto checked = checkReplaceable(file.realPath); !checked)
            return refuseAll(work, checked.error());
        FileEdit edit;
        edit.path = file.realPath;
        edit.client = work.client->id;
        edit.clientTitle = work.client->title;
        edit.reloadHint = work.client->reloadHint;
        edit.format = work.location->format;
        edit.tolerance = work.location->tolerance;
        edit.shape = work.location->entry;
        edit.stamp = file.stamp;
        edit.before = work.opened.text;
        std::vector<Replacement> made;
        if (const auto planned = editEntries(edit, work, made); !planned)
            return refuseAll(work, planned.error());
        if (edit.entries.empty())
            return;
        edit.diff = unifiedDiff(edit.before, edit.after, edit.path, made);
        m_plan.files.push_back(std::move(edit));
    }

    base::Result<void> editEntries(FileEdit& edit, const FileWork& work, std::vector<Replacement>& made)
    {
        const auto& document = *work.opened.document;
        const auto& entries = work.opened.entries;
        made = routeEntries(edit, work, document, entries);
        CopyPlanner copier(edit, m_records, m_options.wrapper);
        for (const auto& copying : work.copies) {
            if (const auto copied =
                    copier.add(*copying.source, *copying.sourceLocation, copying.entry, copying.location);
                !copied)
                refuse(copying.entry.ref, copying.entry.location, copied.error());
        }
        return checkRouted(edit, document, entries, work.location->containers, m_options.wrapper);
    }

    /// What it put into the text.
    std::vector<Replacement> routeEntries(
        FileEdit& edit, const FileWork& work, const Document& document, const std::vector<EntryText>& entries)
    {
        std::vector<Replacement> replacements;
        for (const auto& wanted : work.routed) {
            const auto at = std::find_if(entries.begin(), entries.end(),
                [&](const EntryText& entry) { return entry.keyPath == wanted.location.keyPath; });
            if (at == entries.end())
                continue;
            auto routed = document.routed(*at, edit.shape, {m_options.wrapper, wanted.ref});
            if (!routed) {
                refuse(wanted.ref, wanted.location, routed.error());
                continue;
            }
            EntryEdit entry;
            entry.ref = wanted.ref;
            entry.location = wanted.location;
            entry.offset = at->value.begin;
            entry.originalEntry = edit.before.bytes().substr(at->value.begin, at->value.size());
            entry.newEntry = *routed;
            entry.how = "protect";
            entry.warnings = at->warnings;
            edit.entries.push_back(std::move(entry));
            replacements.push_back({at->value, std::move(*routed)});
        }
        edit.after = replaced(edit.before, 0, replacements);
        return replacements;
    }

    const ClientTable& m_table;
    const Records& m_records;
    const ProtectOptions& m_options;
    std::set<std::string> m_wanted;
    std::set<std::string> m_met;
    std::set<std::string> m_files;
    std::deque<FileWork> m_work; // its elements stay where they are
    EditPlan m_plan;
};

} // namespace

EditPlan planProtect(const ClientTable& table, const std::vector<DiscoveredFile>& files,
    const Records& records, const ProtectOptions& options)
{
    ProtectPlanner planner(table, records, options);
    for (const auto& file : files)
        planner.add(file);
    return planner.finish();
}

} // namespace gatehouse::clients
