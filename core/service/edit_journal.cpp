// SPDX-License-Identifier: Apache-2.0
#include "core/service/edit_journal.h"

#include "core/service/own_journal.h"

#include <nlohmann/json.hpp>

namespace gatehouse::service {
namespace {

/// Hashes and names only: the bytes of a client's file may hold secrets.
model::SessionEvent editEvent(const clients::FileEdit& edit, const std::string& what)
{
    nlohmann::json entries = nlohmann::json::array();
    for (const auto& entry : edit.entries)
        entries.push_back({{"ref", entry.ref}, {"name", entry.location.name},
            {"keyPath", entry.location.keyPath}, {"how", entry.how}});
    const nlohmann::json details{{"v", 1}, {"what", what}, {"file", edit.path}, {"client", edit.client},
        {"hashBefore", edit.before.hash()}, {"hashAfter", edit.after.hash()}, {"entries", entries}};
    model::SessionEvent event;
    event.kind = "client-file-edit";
    event.reason = what;
    if (edit.entries.size() == 1)
        event.server = edit.entries.front().location.name;
    event.details = details.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return event;
}

} // namespace

clients::BeforeWrite journalling(const std::shared_ptr<OwnJournal>& journal, std::string what)
{
    return [journal, what = std::move(what)](const clients::FileEdit& edit) -> base::Result<void> {
        return journal ? journal->record(editEvent(edit, what)) : base::Result<void>();
    };
}

clients::RecordsChanged publishing(const std::function<base::Result<void>()>& publish)
{
    if (!publish)
        return {};
    return [&publish]() -> base::Result<void> {
        const auto done = publish();
        if (done)
            return {};
        return base::Error{
            done.error().code, "the list for wrappers could not be renewed first: " + done.error().detail};
    };
}

std::vector<EntryResult> toResults(
    const std::vector<clients::EditOutcome>& outcomes, const clients::EditPlan& plan)
{
    std::vector<EntryResult> results;
    results.reserve(outcomes.size() + plan.refused.size());
    for (const auto& outcome : outcomes)
        results.push_back({outcome.ref, outcome.location, outcome.isDone, outcome.error, outcome.how});
    for (const auto& refusal : plan.refused)
        results.push_back({refusal.ref, refusal.location, false, refusal.reason, {}});
    return results;
}

} // namespace gatehouse::service
