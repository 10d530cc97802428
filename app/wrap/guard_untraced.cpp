// SPDX-License-Identifier: Apache-2.0
// A package was approved before it was there, its runner has fetched it, and it lies where nothing here
// looks: any version may run, now and at each later start. That is another question than the one that was
// answered.
#include "app/wrap/guard.h"
#include "core/policy/once_keys.h"
#include "core/relay/reasons.h"

#include <utility>

namespace gatehouse::wrap {
namespace {

constexpr std::string_view kUntraced = "package-untraced";
/// As long as a call waits for its answer. Many clients give up earlier, and the card stays.
constexpr base::MonotonicMicroseconds kUntracedWindow = 45'000'000;

} // namespace

/// Its first bytes, once what it is has been looked at, or later ones.
void Guard::serverSpeaks(std::string_view bytes)
{
    if (!std::exchange(m_needsRecheck, false)) {
        passServerBytes(bytes);
        return;
    }
    m_parts.check.forgetFiles();
    m_parts.check.recordCompiled();
    if (m_parts.standing.identity.isUnknown(model::unknowns::kPackageNotHere)) {
        withhold(bytes);
        return;
    }
    // What its runner has fetched meanwhile makes it another launch, with pins of its own.
    if (m_pinFiles && m_pinFiles->identityDigest() != m_parts.standing.digest)
        prepareDefinitions();
    learn();
    passServerBytes(bytes);
}

void Guard::passServerBytes(std::string_view bytes)
{
    const auto before = m_out.toServer.size();
    m_session.onServerBytes(bytes, now(), m_out);
    m_ownBytesToServer += m_out.toServer.size() - before;
}

void Guard::withhold(std::string_view bytes)
{
    m_withheld = bytes;
    m_startedAs = m_parts.standing;
    m_parts.check.takeAsUntraced();
    // It has run: a once that allowed that allows no further start.
    if (m_startedAs->decision.choice == model::Choice::Once)
        policy::useUpOnce(m_startedAs->onceFolder, m_startedAs->decision.decisionId);
    // The session's own time for the server's first answer does not run while the user thinks.
    m_timers.postpone(relay::timers::kHandshake, kUntracedWindow);
    m_timers.set(UntracedTimer, m_clock.monotonic() + kUntracedWindow);
    reconsiderUntraced();
    if (!m_withheld)
        return;
    const auto& standing = m_parts.standing;
    auto how = m_asked.value_or(relay::AskForApproval{});
    how.isProbe = false;
    m_asked = how;
    auto event = ownEvent(std::string(relay::kinds::kPending), standing.reason, pendingDetails(how));
    event.action = model::Action::Ask;
    m_out.events.push_back(std::move(event));
    m_out.commands.emplace_back(std::in_place_type<relay::AskForApproval>, how);
    say("the package was fetched and is found nowhere, so that any version of it may run at each start; what "
        "it "
        "says is held back. Allow or deny that with: gatehouse-cli approve " +
        standing.cardId);
}

/// Looks at what is decided about the package that nobody can look at, and at what let it start.
void Guard::reconsiderUntraced()
{
    auto fresh = m_parts.check.check(m_clock.now());
    m_parts.check.forgetFiles();
    // A snapshot that cannot be read, or that does not know the entry at the moment, decides nothing.
    if (fresh && !fresh->entry && m_startedAs->entry)
        return;
    if (!fresh || fresh->digest != trust::identityDigest(model::asUntraced(m_startedAs->identity))) {
        m_withheld.reset();
        endChanged("while it waited for you");
        m_session.onServerEnd(now(), m_out);
        return;
    }
    m_parts.standing = std::move(*fresh);
    auto& standing = m_parts.standing;
    const auto& settings = standing.settings;
    m_session.onPolicy(settings.inspection, settings.classes, standing.trust, settings.acceptsWording);
    const auto before = admissionOfStarted(*m_startedAs);
    if (before != relay::Admission::Approved) {
        m_parts.standing = *m_startedAs; // it is that decision which has changed
        endUntraced(before);
    } else if (standing.admission == relay::Admission::Denied) {
        endUntraced(standing.admission);
    } else if (standing.admission == relay::Admission::Approved) {
        release();
    } else if (standing.reason == "not-approved" || standing.reason == "identity-changed") {
        standing.reason = kUntraced;
    }
}

void Guard::release()
{
    m_timers.cancel(UntracedTimer);
    m_timers.cancel(SnapshotTimer);
    m_link.withdraw();
    m_out.events.push_back(ownEvent(std::string(relay::kinds::kApproved), m_parts.standing.reason, {}));
    const auto bytes = std::exchange(m_withheld, std::nullopt);
    keepGrantClock();
    prepareDefinitions();
    learn();
    passServerBytes(*bytes);
    writeToServer();
}

void Guard::endUntraced(relay::Admission admission)
{
    m_timers.cancel(UntracedTimer);
    m_timers.cancel(SnapshotTimer);
    m_link.withdraw();
    m_toServer.clear(); // what it has not heard is not for it any more
    m_withheld.reset();
    m_session.onAdmission(admission, now(), m_out);
}

/// Nobody has allowed what it said, and of a server that has ended there is nothing left to allow.
void Guard::dropWithheld()
{
    if (!m_withheld || !m_serverExit)
        return;
    m_withheld.reset();
    m_drain = 0;
}

/// The card stays: what is decided later holds for the next start.
void Guard::giveUpUntraced()
{
    if (m_withheld)
        reconsiderUntraced(); // an answer may have come that nobody told of
    if (!std::exchange(m_withheld, std::nullopt))
        return;
    m_keeper.end();
    m_serverOutputHasEnded = true;
    say("nobody has decided about the package that is found nowhere; it was ended and nothing of it was "
        "relayed. "
        "Approve it with: gatehouse-cli approve " +
        m_parts.standing.cardId + ", then reconnect the server.");
    m_out.events.push_back(ownEvent("server-exit", std::string(kUntraced), {}));
    m_session.onServerEnd(now(), m_out);
}

} // namespace gatehouse::wrap
