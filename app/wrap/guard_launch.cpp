// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/desktop_waker.h"
#include "app/wrap/guard.h"
#include "app/wrap/life_events.h"
#include "app/wrap/programs.h"
#include "core/base/ids.h"
#include "core/relay/events.h"
#include "core/relay/reasons.h"
#include "core/trust/compiled_code.h"

#include <algorithm>
#include <utility>

namespace gatehouse::wrap {
namespace {

constexpr base::MonotonicMicroseconds kSnapshotInterval = 2'000'000;
constexpr std::size_t kSecretBytes = 16;

base::Error changedError(const Standing& standing, std::string_view when)
{
    return {base::ErrorCode::IdentityChanged,
        standing.foundPath + " is not what was approved any more: it changed " + std::string(when)};
}

std::string pendingDetails(const relay::AskForApproval& how)
{
    return "{\"client\":" + relay::detailString(how.clientName) +
        (how.isProbe ? ",\"probe\":true}" : ",\"probe\":false}");
}

} // namespace

void Guard::startServer()
{
    const auto& standing = m_parts.standing;
    const auto executable = m_parts.check.executableOf(standing);
    if (!executable) {
        serverFailed(changedError(standing, "before it was started"));
        return;
    }
    if (const auto cleared = m_parts.check.clearCompiled(standing); !cleared) {
        serverFailed(cleared.error());
        return;
    }
    ServerStart start;
    start.argv = standing.identity.argv;
    start.path = standing.foundPath;
    start.signals = m_signals.original();
    if (trust::mayRunCompiledCode(standing.identity))
        start.variables =
            trust::variablesAgainstCompiledCode(environmentOfThisProcess(), base::randomHex(kSecretBytes));
    const WriteGuard guard(*executable);
    // Whoever has it open for writing could do so between this look and its start.
    if (*executable >= 0 && (guard.isBeingWritten() || !m_parts.check.isUnchanged(standing))) {
        serverFailed(changedError(standing, "before it was started"));
        return;
    }
    const bool isByDescriptor = LaunchCheck::runsByDescriptor(*executable);
    start.executable = isByDescriptor ? *executable : -1;
    if (const auto started = m_keeper.start(start); !started) {
        serverFailed(started.error());
        return;
    }
    m_serverOutputHasEnded = false;
    m_startedAt = m_clock.now();
    keepGrantClock();
    // What runs by descriptor is what was hashed, unless somebody wrote into it where no lease kept him from
    // it; from here on the system keeps the file of a running program from being written. All else is found
    // by path once more by others.
    const bool isSure = isByDescriptor && (guard.isHeld() || m_parts.check.isUnchanged(standing));
    m_needsRecheck = !isSure || standing.identity.script || standing.identity.package ||
        !standing.identity.files.empty() || !standing.identity.unknown.empty();
    // A package that its runner is fetching is not whole yet: it is looked at before its first byte.
    if (m_needsRecheck && !model::isOpen(standing.identity) &&
        !m_parts.check.isStillAtStart(m_parts.standing)) {
        endChanged("while it was started");
        serverFailed(changedError(standing, "while it was started"));
        return;
    }
    m_parts.check.forgetFiles();
    prepareDefinitions();
    prepareBehaviour();
    m_session.onServerStarted(now(), m_out);
    // A package that is not there yet is learned when it is: before its first byte.
    if (!model::isOpen(standing.identity))
        learn();
}

void Guard::learn()
{
    auto& decision = m_parts.standing.decision;
    if (!std::exchange(decision.learnsIdentity, false))
        return;
    m_out.events.push_back(ownEvent("learned", "pattern", learnedDetails(m_parts.standing)));
    m_pinsPattern = true;
}

void Guard::serverFailed(const base::Error& why)
{
    m_session.onServerFailed(why, now(), m_out);
}

bool Guard::isServerStillApproved(std::string_view when)
{
    if (m_parts.check.isStill(m_parts.standing))
        return true;
    endChanged(when);
    return false;
}

void Guard::endChanged(std::string_view when)
{
    m_keeper.end();
    m_needsRecheck = false;
    m_serverOutputHasEnded = true;
    say(changedError(m_parts.standing, when).detail +
        "; it was killed and nothing of it was relayed. Reconnect the server to be asked about it.");
    m_out.events.push_back(ownEvent("server-exit", "identity-changed", {}));
}

void Guard::reconsider()
{
    if (m_withheld) {
        reconsiderUntraced();
        return;
    }
    if (m_keeper.serverPid() >= 0) {
        const auto admission = admissionOfStarted(m_parts.standing);
        if (admission != relay::Admission::Approved)
            m_session.onAdmission(admission, now(), m_out);
        reconsiderDefinitions();
        reconsiderTools();
        rereadTrust();
        rereadListRules();
        return;
    }
    auto fresh = m_parts.check.check(m_clock.now());
    if (!fresh)
        return; // the command is not there at the moment; what it will be is looked at when the snapshot
                // changes again
    const auto admission = fresh->admission;
    const bool isOther = fresh->digest != m_parts.standing.digest;
    const bool isDecided = admission != m_parts.standing.admission;
    m_parts.standing = std::move(*fresh);
    const auto& settings = m_parts.standing.settings;
    m_session.onPolicy(
        settings.inspection, settings.classes, m_parts.standing.trust, settings.acceptsWording);
    if (isDecided)
        m_session.onAdmission(admission, now(), m_out);
    else if (isOther && m_asked)
        askAnew(*m_asked);
    if (isDecided && admission != relay::Admission::Pending) {
        m_link.withdraw();
        m_timers.cancel(SnapshotTimer);
    }
}

relay::Admission Guard::admissionOfStarted(const Standing& started) const
{
    const auto& running = m_parts.check.running();
    const auto admission = running.admission(started.identity, started.decision, m_startedAt);
    // A once leaves the books when the first of several siblings ends; the others were allowed to run to
    // their end.
    const bool isUsedOnce = admission == relay::Admission::Pending &&
        started.decision.choice == model::Choice::Once &&
        !running.isStoppedByLists(started.identity, started.decision);
    return isUsedOnce ? relay::Admission::Approved : admission;
}

void Guard::askAnew(const relay::AskForApproval& how)
{
    m_session.onOtherLaunch(m_parts.standing.cardId, m_parts.standing.reason);
    // Journalled before it is said: the new card takes the old one's place in the books as it does before the
    // user.
    auto event = ownEvent(std::string(relay::kinds::kPending), m_parts.standing.reason, pendingDetails(how));
    event.action = model::Action::Ask;
    m_out.events.push_back(std::move(event));
    m_out.commands.emplace_back(std::in_place_type<relay::AskForApproval>, how);
    if (!how.isProbe)
        say("what waits is another launch by now; approve it with: gatehouse-cli approve " +
            m_parts.standing.cardId);
}

void Guard::handleWatch()
{
    const auto names = m_watch.take();
    const auto has = [&names](std::string_view name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    if (has("snapshot") || has("*")) {
        reconsider();
        reconsiderCalls();
    }
    if (has("policy.toml") || has("*"))
        rereadPolicy();
    if (has("registry.json") || has(".") || has(m_organisationName) || has("*"))
        organisationChanged();
    if ((!m_baselineName.empty() && has(m_baselineName)) || has("*"))
        rereadBehaviour();
    if (m_pinFiles && (has(m_pinFiles->nameOf(model::DefinitionKind::Tool)) || has("*")))
        rereadPins();
    if (has("ctl.sock") || has("*"))
        m_link.nudge(m_clock.monotonic());
}

/// Where there is no such folder yet, the one above it tells when it comes.
void Guard::watchOrganisation()
{
    const auto folder = m_parts.check.organisationFolder();
    if (folder.empty() || m_watch.addWithOwners(folder))
        return;
    m_organisationName = folder.substr(folder.rfind('/') + 1);
    m_watch.add(base::folderOf(folder));
}

/// The snapshot is made anew with it, and that comes back here. Where it cannot be, nothing new starts, and
/// what runs goes on by what held before.
void Guard::organisationChanged()
{
    if (!m_organisationName.empty() && m_watch.addWithOwners(m_parts.check.organisationFolder()))
        m_organisationName.clear();
    if (!m_parts.check.isStale())
        return;
    startDetached({m_parts.standing.commandLineProgram, "snapshot"}, ownEnvironment(m_parts.places.home));
    m_waitsForOrganisation = true;
    m_timers.set(SnapshotTimer, m_clock.monotonic() + kSnapshotInterval);
}

void Guard::rereadPolicy()
{
    auto settings = m_parts.check.currentSettings();
    if (!settings) {
        // What is broken must not open anything: what held before goes on holding.
        m_out.events.push_back(
            ownEvent("policy-refused", std::string(base::errorName(settings.error().code)), {}));
        say("the policy stays as it was: " + settings.error().detail);
        return;
    }
    auto& held = m_parts.standing.settings;
    if (settings->inspection == held.inspection && settings->classes == held.classes &&
        settings->acceptsWording == held.acceptsWording)
        return;
    held.inspection = std::move(settings->inspection);
    held.classes = std::move(settings->classes);
    held.acceptsWording = settings->acceptsWording;
    m_session.onPolicy(held.inspection, held.classes, m_parts.standing.trust, held.acceptsWording);
    m_out.events.push_back(ownEvent("policy-changed", {}, {}));
}

/// A server that loses its reputation is treated accordingly from its next message on.
void Guard::rereadTrust()
{
    auto& standing = m_parts.standing;
    const auto trust =
        m_parts.check.running().trust(m_parts.standing.identity.entryRef).value_or(standing.trust);
    if (trust == standing.trust)
        return;
    standing.trust = trust;
    m_session.onPolicy(
        standing.settings.inspection, standing.settings.classes, trust, standing.settings.acceptsWording);
    m_out.events.push_back(ownEvent("trust-changed", std::string(model::toText(trust)), {}));
}

/// Patterns of a list that was imported meanwhile are looked for from the next message on.
void Guard::rereadListRules()
{
    auto& held = m_parts.standing.settings;
    auto now = m_parts.check.withListRules(held);
    if (now.classes == held.classes)
        return;
    held.classes = std::move(now.classes);
    m_session.onPolicy(held.inspection, held.classes, m_parts.standing.trust, held.acceptsWording);
    m_out.events.push_back(ownEvent("policy-changed", "lists", {}));
}

void Guard::snapshotTick()
{
    // Where the system has no watches left, a decision must arrive all the same.
    auto stamp = base::stampOf(m_parts.places.snapshot);
    const auto seen = stamp ? std::optional(*stamp) : std::nullopt;
    if (seen != std::exchange(m_snapshotStamp, seen))
        reconsider();
    if (std::exchange(m_waitsForOrganisation, false) && m_parts.check.isStale()) {
        const auto reason = base::errorName(base::ErrorCode::SnapshotStale);
        m_out.events.push_back(ownEvent("policy-refused", std::string(reason), {}));
        say("your organisation's registry cannot be followed, so that nothing new starts; `gatehouse-cli "
            "registry` says why");
    }
    if (m_parts.standing.admission == relay::Admission::Pending)
        m_timers.set(SnapshotTimer, m_clock.monotonic() + kSnapshotInterval);
}

void Guard::askForApproval(const relay::AskForApproval& how)
{
    m_asked = how;
    const auto& standing = m_parts.standing;
    const auto moment = m_clock.monotonic();
    m_link.ask({standing.cardId, standing.identity, how.clientName, how.isProbe, standing.reason}, moment);
    // A probe is gone in a moment: it must not raise a window.
    if (!m_link.isConnected() && !how.isProbe)
        wakeDesktop(m_parts.places);
    if (!standing.detail.empty() && !std::exchange(m_hasSaidDetail, true))
        say("not approved: " + standing.detail);
    m_timers.set(SnapshotTimer, moment + kSnapshotInterval);
}

void Guard::pinPattern()
{
    // The journal has the line by now. A desktop that runs reads it there; without one, the command line
    // makes the snapshot.
    if (!std::exchange(m_pinsPattern, false) || m_link.isAnybodyThere())
        return;
    startDetached({m_parts.standing.commandLineProgram, "snapshot"}, ownEnvironment(m_parts.places.home));
}

void Guard::useUpWhenInitialised()
{
    const auto& standing = m_parts.standing;
    if (m_isUsedUpAtEnd || standing.decision.choice != model::Choice::Once || !m_keeper.isRunning() ||
        !m_session.isInitialised())
        return;
    m_isUsedUpAtEnd = true;
    const auto path = policy::onceKeyPath(standing.onceFolder, standing.decision.decisionId);
    if (path.empty())
        say("cannot note in " + standing.onceFolder +
            " that this approval was for once; it may hold once more");
    else
        m_keeper.removeAtEnd(path);
}

model::SessionEvent Guard::ownEvent(std::string kind, std::string reason, std::string details) const
{
    model::SessionEvent event;
    event.at = m_clock.now();
    event.kind = std::move(kind);
    event.server = serverName(m_parts.standing.identity);
    event.reason = std::move(reason);
    event.details = std::move(details);
    return event;
}

void Guard::completeEvent(model::SessionEvent& event) const
{
    if (event.kind == relay::kinds::kPending)
        event.details = withMembers(event.details, pendingMembers(m_parts.standing));
    else if (event.kind == relay::kinds::kServerStart)
        event.details = withMembers(event.details, startMembers(m_parts.standing, m_keeper.serverPid()));
    else if (event.kind == relay::kinds::kApproved || event.kind == relay::kinds::kDenied ||
        event.kind == relay::kinds::kApprovalWithdrawn)
        event.details = withMembers(event.details, decisionMembers(m_parts.standing));
}

} // namespace gatehouse::wrap
