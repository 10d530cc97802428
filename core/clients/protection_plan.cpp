// SPDX-License-Identifier: Apache-2.0
#include "core/clients/protection.h"

#include "core/clients/client_file.h"
#include "core/clients/dialect.h"
#include "core/clients/edit_check.h"
#include "core/clients/entry_state.h"
#include "core/clients/json_entry.h"
#include "core/clients/unified_diff.h"

#include <algorithm>
#include <set>

namespace gatehouse::clients {
namespace {

using base::Error;
using base::ErrorCode;

/// Why an entry stays as it is; nothing where it may be edited.
std::optional<Error> objectionTo(const DiscoveredEntry& entry, const ProtectOptions& options)
{
    const auto what = entry.location.file + " " + entry.location.keyPath + ": ";
    if (!entry.isGuardable)
        return Error{ErrorCode::EntryNotEditable, what + entry.reason};
    if (entry.reason == "tracked-by-git" && !options.includeTracked)
        return Error{ErrorCode::TrackedByGit,
            what + "git tracks the file, which would carry this machine's path of the wrapper to others"};
    const auto dangerous
        = std::find_if(entry.environmentNames.begin(), entry.environmentNames.end(), isDangerousName);
    if (dangerous != entry.environmentNames.end() && !options.acceptDangerousEnvironment)
        return Error{ErrorCode::DangerousEnvironment, what + "its env sets " + *dangerous};
    return std::nullopt;
}

/// Plans the edits of one file after the other.
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
        const auto* location = client == nullptr ? nullptr : locationOf(*client, found.locationId);
        if (location == nullptr)
            return;
        // What was found may be old by now: everything is read again.
        const auto file = readClientFile(*client, *location, found.path, m_records);
        if (file.problem) {
            if (m_wanted.empty() || holdsAWantedEntry(found))
                refuse({}, {file.client, file.scope, file.realPath, {}, {}}, *file.problem);
            return;
        }
        std::vector<const DiscoveredEntry*> chosen;
        for (const auto& entry : file.entries) {
            if (isWanted(entry.ref))
                choose(entry, chosen);
        }
        if (!chosen.empty())
            plan(file, *client, *location, chosen);
    }

    EditPlan finish()
    {
        for (const auto& ref : m_wanted) {
            if (!m_met.contains(ref))
                refuse(ref, {}, {ErrorCode::EntryNotFound, "no entry has the ref " + ref});
        }
        return std::move(m_plan);
    }

private:
    static const ClientLocation* locationOf(const Client& client, const std::string& id)
    {
        const auto found = std::find_if(client.locations.begin(), client.locations.end(),
            [&](const ClientLocation& location) { return location.id == id; });
        return found == client.locations.end() ? nullptr : &*found;
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

    void refuseAll(const std::vector<const DiscoveredEntry*>& entries, const Error& reason)
    {
        for (const auto* entry : entries)
            refuse(entry->ref, entry->location, reason);
    }

    void choose(const DiscoveredEntry& entry, std::vector<const DiscoveredEntry*>& chosen)
    {
        m_met.insert(entry.ref);
        if (entry.isOurs)
            m_plan.alreadyProtected.push_back(entry.ref);
        else if (auto objection = objectionTo(entry, m_options))
            refuse(entry.ref, entry.location, std::move(*objection));
        else
            chosen.push_back(&entry);
    }

    void plan(const DiscoveredFile& file, const Client& client, const ClientLocation& location,
        const std::vector<const DiscoveredEntry*>& chosen)
    {
        if (!m_files.insert(file.realPath).second)
            return refuseAll(chosen,
                {ErrorCode::EntryNotEditable, file.realPath + ": two clients share this file, and it is edited for the other"});
        if (const auto checked = checkReplaceable(file.realPath); !checked)
            return refuseAll(chosen, checked.error());
        FileEdit edit;
        edit.path = file.realPath;
        edit.client = client.id;
        edit.clientTitle = client.title;
        edit.reloadHint = client.reloadHint;
        edit.format = location.format;
        edit.tolerance = location.tolerance;
        edit.shape = client.entry;
        auto bytes = base::readFile(file.realPath, kMaxClientFileBytes, &edit.stamp);
        if (!bytes)
            return refuseAll(chosen, bytes.error());
        edit.before = std::move(*bytes);
        if (edit.stamp != file.stamp)
            return refuseAll(chosen, {ErrorCode::Changed, file.realPath + ": is being written by another program"});
        if (const auto planned = routeEntries(edit, location, chosen); !planned)
            return refuseAll(chosen, planned.error());
        if (edit.entries.empty())
            return;
        edit.diff = unifiedDiff(edit.before, edit.after, edit.path);
        m_plan.files.push_back(std::move(edit));
    }

    base::Result<void> routeEntries(
        FileEdit& edit, const ClientLocation& location, const std::vector<const DiscoveredEntry*>& chosen)
    {
        const auto document = findDialect(edit.format)->open(edit.before, edit.tolerance);
        if (!document)
            return document.error();
        const auto entries = (*document)->entries(location.containers, edit.shape);
        if (!entries)
            return entries.error();
        std::vector<Replacement> replacements;
        for (const auto* wanted : chosen) {
            const auto at = std::find_if(entries->begin(), entries->end(),
                [&](const EntryText& entry) { return entry.keyPath == wanted->location.keyPath; });
            if (at == entries->end())
                continue;
            auto routed = (*document)->routed(*at, edit.shape, {m_options.wrapper, wanted->ref});
            if (!routed) {
                refuse(wanted->ref, wanted->location, routed.error());
                continue;
            }
            EntryEdit entry{wanted->ref, wanted->location, at->value.begin,
                edit.before.substr(at->value.begin, at->value.size()), *routed, "protect", at->warnings};
            edit.entries.push_back(std::move(entry));
            replacements.push_back({at->value, std::move(*routed)});
        }
        edit.after = replaced(edit.before, 0, std::move(replacements));
        return checkRouted(edit, **document, *entries, location.containers, m_options.wrapper);
    }

    const ClientTable& m_table;
    const Records& m_records;
    const ProtectOptions& m_options;
    std::set<std::string> m_wanted;
    std::set<std::string> m_met;
    std::set<std::string> m_files;
    EditPlan m_plan;
};

} // namespace

EditPlan planProtect(const ClientTable& table, const std::vector<DiscoveredFile>& files, const Records& records,
    const ProtectOptions& options)
{
    ProtectPlanner planner(table, records, options);
    for (const auto& file : files)
        planner.add(file);
    return planner.finish();
}

} // namespace gatehouse::clients
