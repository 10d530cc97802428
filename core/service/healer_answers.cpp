// SPDX-License-Identifier: Apache-2.0
#include "core/clients/entry_state.h"
#include "core/service/edit_journal.h"
#include "core/service/healer.h"
#include "core/service/own_journal.h"

#include <algorithm>

// What is put to the user, and what the user answers.

namespace gatehouse::service {
namespace {

using clients::EntryView;
using clients::FileView;

FileChange answered(const FileView& view, std::string reason)
{
    FileChange change;
    change.after = view;
    change.after.seenAt = base::SystemClock().now();
    change.hashBefore = view.hash;
    change.reason = std::move(reason);
    return change;
}

base::Result<void> firstProblem(const HealingReport& report)
{
    return report.problems.empty() ? base::Result<void>() : report.problems.front();
}

} // namespace

std::string Healer::titleOf(const std::string& client) const
{
    const auto* const found = clients::findClient(m_table, client);
    return found != nullptr ? found->title : client;
}

Matter Healer::newEntry(const FileView& file, const EntryView& entry) const
{
    Matter matter;
    matter.row.ref = entry.ref;
    matter.row.location = {entry.client, entry.scope, file.path, entry.keyPath, entry.name};
    matter.row.clientTitle = titleOf(entry.client);
    matter.row.state = model::ServerState::Unguarded;
    matter.row.stateReason = "new-entry";
    return matter;
}

std::vector<Matter> Healer::matters() const
{
    std::vector<Matter> matters;
    std::set<std::string> watched;
    for (const auto& [path, real] : m_realPaths)
        watched.insert(real);
    for (const auto& [path, file] : m_files) {
        if (!watched.contains(path) || file.presence != FileView::Presence::Readable)
            continue;
        if (file.isStopped) {
            Matter fight{Matter::Kind::Fight, {}};
            fight.row.location = {file.client, model::EntryScope::User, path, {}, {}};
            fight.row.clientTitle = titleOf(file.client);
            matters.push_back(std::move(fight));
        }
        for (const auto& entry : file.entries) {
            if (entry.asks && !entry.isGuarded)
                matters.push_back(newEntry(file, entry));
        }
        for (const auto& record : m_index.active()) {
            if (record.location.file != path || clients::findEntry(file, record.ref) != nullptr)
                continue;
            Matter dropped{Matter::Kind::Dropped, {}};
            dropped.row.ref = record.ref;
            dropped.row.location = record.location;
            dropped.row.clientTitle = titleOf(record.location.client);
            dropped.row.state = model::ServerState::SeenNotGuarded;
            dropped.row.stateReason = "dropped";
            dropped.row.command = clients::originalCommand(record);
            matters.push_back(std::move(dropped));
        }
    }
    return matters;
}

base::Result<std::vector<EntryResult>> Healer::putBack(const std::vector<std::string>& refs)
{
    const auto path = wrapper();
    if (!path)
        return path.error();
    auto plan = clients::planPutBack(m_records, *path, refs);
    nameAuthors(plan);
    const clients::ProtectOptions how{*path, refs, false, false};
    const auto outcomes = clients::applyProtect(plan, m_records, how, base::SystemClock().now(), m_options.by,
        journalling(m_options.journal, "put-back"), publishing(m_options.publish));
    std::set<std::string> files;
    for (const auto& file : plan.files)
        files.insert(file.path);
    if (!files.empty())
        static_cast<void>(look(files));
    return toResults(outcomes, plan);
}

base::Result<void> Healer::leave(const std::string& ref)
{
    for (auto& [path, file] : m_files) {
        const auto entry = std::ranges::find(file.entries, ref, &EntryView::ref);
        if (entry == file.entries.end() || !entry->asks)
            continue;
        // One that was guarded before would be protected again at the next look.
        if (m_index.activeIn(path).contains(ref)) {
            if (const auto closed = closeRecord(ref); !closed)
                return closed;
        }
        entry->asks = false;
        HealingReport report;
        keep(answered(file, "left-unguarded"), report);
        return firstProblem(report);
    }
    return base::Error{base::ErrorCode::EntryNotFound, "no entry that asks has the ref " + ref};
}

base::Result<void> Healer::closeRecord(const std::string& ref)
{
    const auto undo = clients::planUnprotect(m_records, {ref});
    const auto outcomes = clients::applyUnprotect(undo, m_records, base::SystemClock().now(), m_options.by,
        journalling(m_options.journal, "unprotect"));
    m_index = clients::RecordIndex(m_records);
    for (const auto& result : toResults(outcomes, undo)) {
        if (!result.isDone)
            return result.error;
    }
    return {};
}

base::Result<void> Healer::forget(const std::string& ref)
{
    const auto all = matters();
    const bool isDropped = std::ranges::any_of(all,
        [&](const Matter& matter) { return matter.kind == Matter::Kind::Dropped && matter.row.ref == ref; });
    // The record of an entry that is there is for unprotecting, not for forgetting.
    return isDropped
        ? closeRecord(ref)
        : base::Error{base::ErrorCode::EntryNotFound, "no server that a client dropped has the ref " + ref};
}

base::Result<void> Healer::resume(const std::string& file)
{
    const auto found = m_files.find(file);
    if (found == m_files.end() || !found->second.isStopped)
        return base::Error{base::ErrorCode::NotFound, file + ": is not at a stop"};
    found->second.isStopped = false;
    found->second.resumedAt = base::SystemClock().now();
    HealingReport report;
    keep(answered(found->second, "resumed"), report);
    if (const auto kept = firstProblem(report); !kept)
        return kept;
    return firstProblem(look({file}));
}

} // namespace gatehouse::service
