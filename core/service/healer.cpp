// SPDX-License-Identifier: Apache-2.0
#include "core/service/healer.h"

#include "core/base/hash.h"
#include "core/clients/entry_state.h"
#include "core/clients/wrapper_install.h"
#include "core/service/edit_journal.h"
#include "core/service/own_journal.h"
#include "core/service/running_clients.h"

#include <algorithm>

namespace gatehouse::service {
namespace {

using clients::ClientPlace;
using clients::FileView;
using Presence = FileView::Presence;

/// Some clients keep their state in the same file and write it with every prompt.
constexpr base::UnixMilliseconds kGather = 10 * 60'000;

std::string reasonOf(const FileView& view, bool isOurs)
{
    if (view.presence == Presence::Unreadable)
        return "unreadable";
    if (view.presence == Presence::Missing)
        return "missing";
    return isOurs ? "by-gatehouse" : "by-another";
}

/// The file is as it was; what is thought of it is not.
FileChange changeOfState(const clients::FileView& view, const char* reason)
{
    FileChange change;
    change.after = view;
    change.hashBefore = view.hash;
    change.reason = reason;
    return change;
}

} // namespace

base::Result<Healer> Healer::make(HealerOptions options, std::vector<FileView> known)
{
    auto table = clients::loadBuiltinClientTable();
    if (!table)
        return table.error();
    Healer healer(std::move(options), std::move(*table));
    healer.m_hasBaseline = !known.empty();
    for (auto& file : known) {
        const auto path = file.path;
        healer.m_files.emplace(path, std::move(file));
    }
    return healer;
}

Healer::Healer(HealerOptions options, clients::ClientTable table)
    : m_options(std::move(options))
    , m_table(std::move(table))
    , m_records(m_options.places.protectionFolder)
    , m_index(m_records)
{
}

void Healer::setPlaces(std::vector<ClientPlace> places)
{
    m_places = std::move(places);
    if (m_hasBaseline || m_places.empty())
        return;
    m_hasBaseline = true;
    for (const auto& place : m_places)
        m_unseen.insert(place.path);
}

HealingReport Healer::look(const std::set<std::string>& paths)
{
    HealingReport report;
    m_index = clients::RecordIndex(m_records);
    for (const auto& [file, places] : groupsOf(paths))
        lookAt(file, places, report);
    return report;
}

/// Where a place that is gone led when it was there: its file is that one still.
std::string Healer::realPathOf(const std::string& path)
{
    auto& known = m_realPaths[path];
    if (auto real = clients::resolveLinks(path))
        known = std::move(*real);
    else if (known.empty())
        known = path;
    return known;
}

/// The files of these paths, each with every place that leads to it: clients share files.
std::map<std::string, std::vector<ClientPlace>> Healer::groupsOf(const std::set<std::string>& paths)
{
    std::map<std::string, std::vector<ClientPlace>> all;
    std::set<std::string> wanted;
    for (const auto& place : m_places) {
        // Thousands of places of which one was touched: a link that leads elsewhere now was touched, too.
        const auto known = m_realPaths.find(place.path);
        const bool isKnown = known != m_realPaths.end() && !paths.empty() && !paths.contains(place.path);
        const auto file = isKnown ? known->second : realPathOf(place.path);
        all[file].push_back(place);
        if (paths.empty() || paths.contains(place.path) || paths.contains(file))
            wanted.insert(file);
    }
    std::erase_if(all, [&](const auto& group) { return !wanted.contains(group.first); });
    return all;
}

Healer::Reading Healer::read(const std::string& file, const std::vector<ClientPlace>& places) const
{
    Reading reading;
    base::FileStamp stamp;
    const auto bytes = base::readFile(file, clients::kMaxClientFileBytes, &stamp);
    for (const auto& place : places) {
        const auto* const client = clients::findClient(m_table, place.client);
        const auto* const location =
            client != nullptr ? clients::findLocation(*client, place.locationId) : nullptr;
        if (location == nullptr)
            continue;
        reading.files.push_back(clients::readClientFile(*client, *location, place.path, m_records));
        const auto& last = reading.files.back();
        // Read twice: what is hashed and what is parsed must be the same.
        const bool isSame = last.problem || (bytes && last.stamp == stamp);
        reading.isSettled = reading.isSettled && isSame;
    }
    if (reading.files.empty()) {
        reading.isSettled = false;
        return reading;
    }
    reading.view = clients::viewOf(reading.files, bytes ? base::toHex(base::sha256(*bytes)) : std::string());
    reading.view.path = file;
    reading.view.seenAt = base::SystemClock().now();
    return reading;
}

void Healer::lookAt(const std::string& file, const std::vector<ClientPlace>& places, HealingReport& report)
{
    auto reading = read(file, places);
    if (!reading.isSettled) {
        report.unsettled.insert(places.front().path);
        return;
    }
    if (!note(reading, isFirstLook(places), report))
        return;
    const auto former = report.results.size();
    heal(reading, report);
    if (m_options.isDry || report.results.size() == former)
        return;
    // What we wrote ourselves is known at once, and is nobody else's change.
    m_index = clients::RecordIndex(m_records);
    if (auto again = read(file, places); again.isSettled)
        note(again, false, report);
}

bool Healer::isFirstLook(const std::vector<ClientPlace>& places)
{
    bool isFirst = false;
    for (const auto& place : places)
        isFirst = m_unseen.erase(place.path) > 0 || isFirst;
    return isFirst;
}

bool Healer::note(Reading& reading, bool isFirst, HealingReport& report)
{
    auto& view = reading.view;
    const auto known = m_files.find(view.path);
    const bool isKnown = known != m_files.end();
    if (!isKnown && view.presence == Presence::Missing)
        return false;
    const auto before = isKnown ? known->second : FileView();
    const auto active = m_index.activeIn(view.path);
    const bool isOurs = m_index.isOurWrite(view.path, view.hash, before.seenAt);
    FileChange change;
    change.hashBefore = before.hash;
    if (!isFirst)
        change.changes = clients::diffEntries(before, view, active);
    view = clients::carriedOn(before, std::move(view), active, isOurs || isFirst);
    const bool isSame =
        isKnown && before.hash == view.hash && before.presence == view.presence && change.changes.empty();
    m_files[view.path] = view;
    if (isSame)
        return true;
    change.reason = isFirst ? "first-seen" : reasonOf(view, isOurs);
    // At the first look, too: it may have been written since the catalog read it, and before it was watched.
    report.entriesChanged =
        report.entriesChanged || isFirst || !change.changes.empty() || before.presence != view.presence;
    auto& quiet = m_quiet[view.path];
    ++quiet.times;
    const bool touchesNone = isKnown && change.changes.empty() && before.presence == view.presence;
    if (touchesNone && view.seenAt - quiet.journalledAt < kGather)
        return true;
    if (change.reason == "by-another" && !change.changes.empty()) {
        m_authors.erase(view.path);
        if (isRunning(view.client)) {
            change.running = titleOf(view.client);
            m_authors[view.path] = clients::byClient(view.client);
        }
    }
    change.times = quiet.times;
    change.after = view;
    keep(std::move(change), report);
    return true;
}

bool Healer::isRunning(const std::string& client) const
{
    return m_options.isRunning ? m_options.isRunning(client) : isClientRunning(m_table, client);
}

void Healer::nameAuthors(clients::EditPlan& plan) const
{
    for (auto& file : plan.files) {
        if (const auto author = m_authors.find(file.path); author != m_authors.end())
            file.changedBy = author->second;
    }
}

void Healer::keep(FileChange change, HealingReport& report)
{
    m_quiet[change.after.path] = {change.after.seenAt, 0};
    if (!m_options.isDry && m_options.journal) {
        if (const auto kept = m_options.journal->record(toEvent(change)); !kept)
            report.problems.push_back(kept.error());
    }
    report.changes.push_back(std::move(change));
}

void Healer::heal(Reading& reading, HealingReport& report)
{
    auto& view = m_files[reading.view.path];
    const auto since = std::max(base::SystemClock().now() - m_options.limits.window.count(), view.resumedAt);
    const auto decision = clients::decideHealing(
        view, m_index.activeIn(view.path), m_index.rewrites(view.path, since), m_options.limits);
    if (decision.stops) {
        view.isStopped = true;
        keep(changeOfState(view, "fight"), report);
    }
    if (!decision.protectAgain.empty())
        protectAgain(reading, decision.protectAgain, report);
}

base::Result<std::string> Healer::wrapper() const
{
    const auto installed = m_options.isDry
        ? clients::planWrapperInstall(m_options.wrapperSource, m_options.places)
        : clients::installWrapper(m_options.wrapperSource, m_options.places);
    return installed ? base::Result<std::string>(installed->path) : installed.error();
}

void Healer::protectAgain(Reading& reading, const std::vector<std::string>& refs, HealingReport& report)
{
    const auto path = wrapper();
    if (!path) {
        report.problems.push_back(path.error());
        return;
    }
    const clients::ProtectOptions how{*path, refs, false, false};
    auto plan = clients::planProtect(m_table, reading.files, m_records, how);
    clients::markProtectedAgain(plan, m_records);
    nameAuthors(plan);
    if (m_options.isDry) {
        for (const auto& file : plan.files) {
            for (const auto& entry : file.entries)
                report.results.push_back({entry.ref, entry.location, false, {}, entry.how});
        }
        return;
    }
    const auto outcomes = clients::applyProtect(plan, m_records, how, base::SystemClock().now(), m_options.by,
        journalling(m_options.journal, "protect-again"), publishing(m_options.publish));
    for (const auto& outcome : outcomes) {
        if (outcome.isDone)
            continue;
        if (outcome.error.code == base::ErrorCode::Changed)
            report.unsettled.insert(reading.files.front().path);
        else
            report.problems.push_back(outcome.error);
    }
    const auto results = toResults(outcomes, plan);
    report.results.insert(report.results.end(), results.begin(), results.end());
    askInstead(reading.view.path, plan, report);
}

/// What needs a consent that nobody can give for the user becomes a question.
void Healer::askInstead(const std::string& file, const clients::EditPlan& plan, HealingReport& report)
{
    auto& view = m_files[file];
    bool asks = false;
    for (const auto& refusal : plan.refused) {
        if (refusal.reason.code == base::ErrorCode::Changed) {
            report.unsettled.insert(file);
            continue;
        }
        for (auto& entry : view.entries) {
            if (entry.ref == refusal.ref)
                asks = entry.asks = true;
        }
    }
    if (!asks)
        return;
    report.entriesChanged = true;
    keep(changeOfState(view, "not-protected-again"), report);
}

} // namespace gatehouse::service
