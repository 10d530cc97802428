// SPDX-License-Identifier: Apache-2.0
#include "core/service/protector.h"

#include "core/base/clock.h"
#include "core/clients/discovery.h"
#include "core/clients/protection.h"
#include "core/clients/wrapper_install.h"
#include "core/service/edit_journal.h"
#include "core/service/own_journal.h"
#include "core/trust/remote_address.h"

#include <algorithm>
#include <future>
#include <optional>

namespace gatehouse::service {
namespace {

using clients::DiscoveredEntry;
using clients::DiscoveredFile;

model::ServerRow toRow(const DiscoveredFile& file, const DiscoveredEntry& entry)
{
    model::ServerRow row;
    row.ref = entry.ref;
    row.location = entry.location;
    row.clientTitle = file.clientTitle;
    row.line = entry.line;
    row.command = entry.command;
    row.addressKey = trust::addressKey(entry.address);
    row.stateReason = entry.reason;
    const bool isOutdated = std::ranges::find(entry.warnings, "override-outdated") != entry.warnings.end();
    if (isOutdated)
        row.stateReason = "override-outdated";
    row.isGuarded = entry.isOurs || !entry.overrideRef.empty();
    row.canBeGuarded =
        !row.isGuarded && entry.isGuardable && (entry.reason.empty() || entry.reason == "private-override");
    if (row.isGuarded)
        row.state = model::ServerState::Waiting;
    else if (row.canBeGuarded)
        row.state = model::ServerState::Unguarded;
    else
        row.state = model::ServerState::SeenNotGuarded;
    return row;
}

std::string_view toCode(clients::LeftOut::Why why)
{
    using Why = clients::LeftOut::Why;
    switch (why) {
    case Why::OtherFileSystem:
        return "other-file-system";
    case Why::Network:
        return "network";
    case Why::Time:
        return "network-time";
    case Why::Count:
        return "too-many-folders";
    }
    return {};
}

Discovery toDiscovery(const clients::DiscoveryResult& found)
{
    Discovery discovery;
    for (const auto& file : found.files) {
        // A project may hold the file of a client that nobody here uses; with a server in it, it counts.
        const bool isPresent = file.scope != model::EntryScope::Project || !file.entries.empty();
        if (isPresent &&
            std::ranges::find(discovery.clientTitles, file.clientTitle) == discovery.clientTitles.end())
            discovery.clientTitles.push_back(file.clientTitle);
        if (file.problem)
            discovery.unreadable.push_back({file.client, file.clientTitle, file.path, *file.problem});
        for (const auto& entry : file.entries)
            discovery.servers.push_back(toRow(file, entry));
    }
    for (const auto& folder : found.leftOut)
        discovery.leftOut.push_back({folder.folder, std::string(toCode(folder.why))});
    return discovery;
}

/// Undoing works from the records alone, and they name the client by its id.
std::string titleOf(const clients::FileEdit& file)
{
    if (!file.clientTitle.empty())
        return file.clientTitle;
    const auto table = clients::loadBuiltinClientTable();
    const auto* const client = table ? clients::findClient(*table, file.client) : nullptr;
    return client != nullptr ? client->title : file.client;
}

ProtectionPlan toPlan(const clients::EditPlan& edits)
{
    ProtectionPlan plan;
    for (const auto& file : edits.files) {
        FilePlan shown{file.path, titleOf(file), {}, {}, file.diff};
        for (const auto& entry : file.entries) {
            shown.refs.push_back(entry.ref);
            shown.names.push_back(entry.location.name);
        }
        plan.files.push_back(std::move(shown));
    }
    for (const auto& refusal : edits.refused)
        plan.skipped.push_back({refusal.ref, refusal.location, refusal.reason});
    plan.alreadyProtected = edits.alreadyProtected;
    return plan;
}

/// Takes the files out of the plan that would be written otherwise than was shown, as results that say so.
std::vector<EntryResult> refuseChanged(clients::EditPlan& edits, const ProtectionPlan& expected)
{
    std::vector<EntryResult> refused;
    std::erase_if(edits.files, [&](const clients::FileEdit& file) {
        const bool isAsShown = std::ranges::any_of(expected.files,
            [&](const FilePlan& shown) { return shown.path == file.path && shown.unifiedDiff == file.diff; });
        if (isAsShown)
            return false;
        for (const auto& entry : file.entries)
            refused.push_back({entry.ref, entry.location, false,
                {base::ErrorCode::Changed, file.path + ": it is not what was shown any more"}, {}});
        return true;
    });
    return refused;
}

} // namespace

/// What planning begins with.
struct MachineLook {
    clients::ClientTable table;
    clients::Records records;
    clients::DiscoveryResult found;
};

namespace {

base::Result<MachineLook> lookAt(const ProtectorOptions& options, const std::atomic_bool* cancelled,
    const std::function<void(int, int)>& progress)
{
    auto table = clients::loadBuiltinClientTable();
    if (!table)
        return table.error();
    clients::Records records(options.places.protectionFolder);
    clients::DiscoveryOptions how;
    how.paths = clients::pathContextOfThisProcess(options.places.home);
    how.walksHome = true;
    how.projectRoots = options.projectRoots;
    how.texts = options.texts.get();
    how.cancelled = cancelled;
    how.progress = progress;
    auto found = clients::discover(*table, records, how);
    return MachineLook{std::move(*table), std::move(records), std::move(found)};
}

clients::ProtectOptions toClients(const PlanOptions& options, std::string wrapper, clients::KnownTexts* texts)
{
    return {
        std::move(wrapper), options.refs, options.includeTracked, options.acceptDangerousEnvironment, texts};
}

} // namespace

struct ProtectionRun::State {
    template <typename Value>
    using Soon = std::shared_future<base::Result<Value>>;

    /// What is done in a thread meanwhile: the wrapper is larger than all else that is read and written. With
    /// no thread to be had it is done when it is waited for.
    template <typename Work>
    static auto soon(Work work)
    {
        return std::async(std::launch::async | std::launch::deferred, std::move(work)).share();
    }

    explicit State(ProtectorOptions given)
        : options(std::move(given))
        , wrapper(soon([this] { return clients::planWrapperInstall(options.wrapperSource, options.places); }))
    {
    }

    void startPuttingWrapper()
    {
        if (putting.valid())
            return;
        putting = soon([this]() -> base::Result<void> {
            if (const auto& found = wrapper.get(); found && found->isCurrent)
                return {};
            const auto done = clients::installWrapper(options.wrapperSource, options.places);
            return done ? base::Result<void>() : done.error();
        });
    }

    ProtectorOptions options;
    std::optional<MachineLook> look;
    clients::ProtectOptions how;
    clients::EditPlan edits;
    // They go first, and wait for what uses the above.
    Soon<clients::WrapperInstall> wrapper;
    Soon<void> putting;
};

ProtectionRun::ProtectionRun(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

ProtectionRun::~ProtectionRun() = default;
ProtectionRun::ProtectionRun(ProtectionRun&&) noexcept = default;

Discovery ProtectionRun::discovery() const
{
    return toDiscovery(m_state->look->found);
}

base::Result<ProtectionPlan> ProtectionRun::plan(const PlanOptions& options, bool isAgreedTo)
{
    auto& state = *m_state;
    const auto& wrapper = state.wrapper.get();
    if (!wrapper)
        return wrapper.error();
    if (isAgreedTo)
        state.startPuttingWrapper();
    state.how = toClients(options, wrapper->path, state.options.texts.get());
    const auto& look = *state.look;
    state.edits = clients::planProtect(look.table, look.found.files, look.records, state.how);
    auto plan = toPlan(state.edits);
    plan.installsWrapper = !wrapper->isCurrent;
    plan.wrapperPath = wrapper->path;
    return plan;
}

base::Result<std::vector<EntryResult>> ProtectionRun::apply()
{
    auto& state = *m_state;
    const auto& options = state.options;
    state.startPuttingWrapper();
    // A client that reads its file the moment it is written must find it.
    const std::function<base::Result<void>()> publishAndWait = [&]() -> base::Result<void> {
        const auto published = options.publish ? options.publish() : base::Result<void>();
        return published ? state.putting.get() : published;
    };
    const auto outcomes =
        clients::applyProtect(state.edits, state.look->records, state.how, base::SystemClock().now(),
            options.by, journalling(options.journal, "protect"), publishing(publishAndWait));
    if (const auto& put = state.putting.get(); !put)
        return put.error();
    return toResults(outcomes, state.edits);
}

Protector::Protector(ProtectorOptions options)
    : m_options(std::move(options))
{
}

base::Result<Discovery> Protector::discover(
    const std::atomic_bool* cancelled, const std::function<void(int, int)>& progress) const
{
    const auto look = lookAt(m_options, cancelled, progress);
    if (!look)
        return look.error();
    auto discovery = toDiscovery(look->found);
    const auto paths = clients::pathContextOfThisProcess(m_options.places.home);
    discovery.places = clients::watchedPlaces(look->table, look->found.files, paths);
    return discovery;
}

base::Result<ProtectionPlan> Protector::plan(const PlanOptions& options) const
{
    auto run = begin();
    return run ? run->plan(options) : run.error();
}

base::Result<std::vector<EntryResult>> Protector::apply(
    const PlanOptions& options, const ProtectionPlan* expected) const
{
    auto run = begin();
    if (!run)
        return run.error();
    if (const auto planned = run->plan(options); !planned)
        return planned.error();
    auto results =
        expected != nullptr ? refuseChanged(run->m_state->edits, *expected) : std::vector<EntryResult>();
    const auto done = run->apply();
    if (!done)
        return done;
    results.insert(results.end(), done->begin(), done->end());
    return results;
}

base::Result<ProtectionRun> Protector::begin() const
{
    auto state = std::make_unique<ProtectionRun::State>(m_options);
    auto look = lookAt(m_options, nullptr, {});
    if (!look)
        return look.error();
    state->look = std::move(*look);
    return ProtectionRun(std::move(state));
}

base::Result<ProtectionPlan> Protector::planUndo(const std::vector<std::string>& refs) const
{
    return toPlan(clients::planUnprotect(clients::Records(m_options.places.protectionFolder), refs));
}

base::Result<std::vector<EntryResult>> Protector::undo(const std::vector<std::string>& refs) const
{
    const clients::Records records(m_options.places.protectionFolder);
    const auto edits = clients::planUnprotect(records, refs);
    const auto outcomes = clients::applyUnprotect(
        edits, records, base::SystemClock().now(), m_options.by, journalling(m_options.journal, "unprotect"));
    return toResults(outcomes, edits);
}

} // namespace gatehouse::service
