// SPDX-License-Identifier: Apache-2.0
#include "core/service/behaviour_books.h"

#include "core/learning/baseline_files.h"
#include "core/service/own_journal.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace gatehouse::service {
namespace {

BehaviourEntry entryOf(const learning::BaselineFiles& files, std::string name)
{
    BehaviourEntry entry;
    const auto baseline = files.load(name);
    entry.name = std::move(name);
    if (baseline)
        entry.learned = trust::summaryOf(*baseline);
    else
        entry.problem = baseline.error();
    return entry;
}

} // namespace

base::Result<std::vector<BehaviourEntry>> learnedBehaviours(const base::Places& places)
{
    std::vector<BehaviourEntry> entries;
    const auto files = learning::BaselineFiles::openForReading(places.stateFolder);
    if (!files && files.error().code == base::ErrorCode::NotFound)
        return entries;
    if (!files)
        return files.error();
    for (auto& name : files->names())
        entries.push_back(entryOf(*files, std::move(name)));
    std::ranges::stable_sort(entries, {},
        [](const BehaviourEntry& entry) { return std::pair(entry.learned.owner.server, entry.name); });
    return entries;
}

base::Result<BehaviourEntry> learnedBehaviour(const base::Places& places, const std::string& entryRef)
{
    const auto files = learning::BaselineFiles::openForReading(places.stateFolder);
    if (!files)
        return files.error();
    auto entry = entryOf(*files, trust::baselineFileName(entryRef, {}));
    if (entry.problem && entry.problem->code == base::ErrorCode::NotFound)
        return *entry.problem;
    return entry;
}

base::Result<void> forgetBehaviour(
    const base::Places& places, const BehaviourEntry& entry, model::AnsweredBy by, OwnJournal& journal)
{
    if (by == model::AnsweredBy::Synthetic)
        return base::Error{base::ErrorCode::ApproverRefused, "this click was made by a program"};
    const auto files = learning::BaselineFiles::open(places.stateFolder);
    if (!files)
        return files.error();
    model::SessionEvent event;
    event.kind = "behaviour-reset";
    event.server = entry.learned.owner.server;
    event.details = nlohmann::json{{"name", entry.name}, {"server", event.server},
        {"calls", entry.learned.calls}, {"by", model::toText(by)}}
                        .dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    if (const auto recorded = journal.record(std::move(event)); !recorded)
        return recorded;
    return files->reset(entry.name);
}

} // namespace gatehouse::service
