// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/guard.h"
#include "app/wrap/pin_sweep.h"
#include "core/base/utf8.h"
#include "core/policy/grant_clock.h"
#include "core/policy/snapshot.h"
#include "core/trust/launch_resolver.h"

#include <algorithm>
#include <utility>

namespace gatehouse::wrap {

/// What the server was first seen to offer, and what the user has said about what differs from it.
void Guard::prepareDefinitions()
{
    const auto& standing = m_parts.standing;
    m_pinFiles.emplace(m_parts.check.pinPlaces(), standing.digest);
    // A decision of before is being completed: the server is the one that it was.
    if (standing.decision.learnsIdentity && standing.identity.form > model::LaunchIdentity::kSecondForm)
        m_pinFiles->takeOver(trust::identityDigest(model::withoutSources(standing.identity)));
    relay::LaunchDefinitions known;
    known.identity = standing.identity;
    std::string problem;
    known.pinned = m_pinFiles->load(problem);
    known.decisions = standing.definitions;
    known.toolRules = toolRules();
    watchExpiry(steadyTime());
    if (!problem.empty())
        say("what this server was first seen to offer cannot be read, so that all of it asks: " +
            base::printable(problem));
    known.otherTools = [this] { return otherTools(); };
    m_session.onDefinitions(std::move(known));
}

std::vector<pipeline::OtherTool> Guard::otherTools()
{
    const auto& identity = m_parts.standing.identity;
    const auto entries = policy::Snapshot::open(m_parts.check.pinPlaces().snapshot);
    if (!entries || !m_pinFiles)
        return {};
    // What is not protected any more imitates nobody.
    return m_pinFiles->otherTools(
        {identity.entry.client, identity.entry.name, identity.entryRef},
        [&](const std::string& ref) { return entries->entry(ref).has_value(); }, m_clock.now());
}

void Guard::keepPins(const relay::KeepPins& pins)
{
    if (!m_pinFiles)
        return;
    auto kept = m_pinFiles->keep(pins);
    if (!kept) {
        m_out.events.push_back(
            ownEvent("pins-not-kept", std::string(base::errorName(kept.error().code)), {}));
        say("what this server offers could not be kept for later sessions: " +
            base::printable(kept.error().detail));
    } else if (*kept) {
        m_session.onPins(pins.kind, std::move(**kept));
    }
    // A server that is first listed at the same moment may find these tools contested.
    if (pins.kind == model::DefinitionKind::Tool && pins.isFirst)
        m_watch.add(m_pinFiles->folder());
}

/// Another wrapper has written into this launch's file.
void Guard::rereadPins()
{
    std::string problem;
    for (const auto& one : m_pinFiles->load(problem)) {
        if (one.kind == model::DefinitionKind::Tool && problem.empty())
            m_session.onContest(one.pins, now(), m_out);
    }
}

/// Nobody waits for this any more.
void Guard::sweepPins()
{
    const auto snapshot = policy::Snapshot::open(m_parts.check.pinPlaces().snapshot);
    if (!m_pinFiles || !snapshot)
        return;
    markPinsUsed(m_pinFiles->folder(), m_pinFiles->identityDigest(), m_clock.now());
    const auto holds = [](const std::vector<model::RegistryDecision>& decisions, const std::string& digest) {
        return std::ranges::find(decisions, digest, &model::RegistryDecision::identityDigest) !=
            decisions.end();
    };
    const auto isKnown = [&](const std::string& entryRef, const std::string& digest) {
        return holds(snapshot->decisionsForEntry(entryRef), digest) || holds(snapshot->patterns(), digest);
    };
    wrap::sweepPins(m_pinFiles->folder(), isKnown, m_clock.now());
}

void Guard::askAboutDefinition(const relay::AskAboutCall& question)
{
    m_out.events.push_back(callEvent(question));
    const auto& call = *question.identity.call;
    say("a definition of this server is not as it was first seen and is withheld: " +
        base::printable(call.method) + (call.tool.empty() ? "" : " " + base::printable(call.tool)) +
        ". See `gatehouse-cli pending`; allow it with: gatehouse-cli approve " + question.cardId);
    if (!m_link.isAnybodyThere())
        return;
    m_askedDefinitions.insert(question.cardId);
    m_link.askAboutCall(
        {question.cardId, question.identity, question.clientName, false, "definition-changed"});
}

void Guard::reconsiderDefinitions()
{
    const auto decisions =
        m_parts.check.running().definitionDecisions(m_parts.standing.identity, m_clock.now());
    if (decisions)
        m_session.onDefinitionDecisions(*decisions, now(), m_out);
}

std::vector<std::vector<model::ToolRule>> Guard::toolRules() const
{
    std::vector<std::vector<model::ToolRule>> sets;
    for (const auto& held : m_parts.standing.toolRules)
        sets.push_back(held.rules);
    return sets;
}

void Guard::reconsiderTools()
{
    const auto moment = steadyTime();
    if (const auto ends = m_parts.standing.decision.expiresAt; ends != 0 && ends <= moment) {
        m_session.onAdmission(relay::Admission::Pending, now(), m_out); // its time is over
        return;
    }
    auto rules = m_parts.check.running().toolRules(m_parts.standing.identity, moment);
    if (!rules)
        return; // what held before goes on holding
    const auto before = toolRules();
    m_parts.standing.toolRules = std::move(*rules);
    watchExpiry(moment);
    keepGrantClock();
    if (toolRules() != before)
        m_session.onToolRules(toolRules(), now(), m_out);
}

base::UnixMilliseconds Guard::steadyTime()
{
    constexpr base::MonotonicMicroseconds kMillisecond = 1000;
    const auto moment = now();
    if (m_steadyFrom == 0 && m_parts.standing.moment > moment.unixMs) {
        // The clock was set back since this decision was last used.
        m_steadySince = m_parts.standing.moment;
        m_steadyFrom = moment.monotonicUs;
    }
    const auto elapsed = (moment.monotonicUs - m_steadyFrom) / kMillisecond;
    if (m_steadyFrom == 0 || moment.unixMs > m_steadySince + elapsed) {
        m_steadySince = moment.unixMs;
        m_steadyFrom = moment.monotonicUs;
        return moment.unixMs;
    }
    return m_steadySince + elapsed;
}

/// How late it is for the decisions that this runs by is written down while it runs: another session must not
/// begin before that.
void Guard::keepGrantClock()
{
    constexpr base::MonotonicMicroseconds kGrantInterval = 60'000'000;
    const auto& standing = m_parts.standing;
    if (m_startedAt == 0)
        return;
    bool any = false;
    const auto keep = [&, moment = steadyTime(), boot = base::bootMoment()](
                          const std::string& folder, const std::string& id) {
        any = true;
        if (const auto kept = policy::keepGrantMoment(folder, id, moment, boot); !kept)
            say("how long a decision still holds could not be noted: " + kept.error().detail);
    };
    if (standing.decision.expiresAt != 0 && !standing.decision.decisionId.empty())
        keep(standing.grantFolder, standing.decision.decisionId);
    for (const auto& held : standing.toolRules) {
        for (const auto& grant : held.grants)
            keep(held.grantFolder, grant);
    }
    if (any)
        m_timers.set(GrantTimer, m_clock.monotonic() + kGrantInterval);
}

void Guard::watchExpiry(base::UnixMilliseconds moment)
{
    constexpr base::MonotonicMicroseconds kMillisecond = 1000;
    constexpr base::UnixMilliseconds kLongestWait = 24 * 3600 * 1000; // then it is looked at again
    const auto ends = m_parts.standing.decision.expiresAt;
    base::UnixMilliseconds next = ends > moment ? ends : 0;
    for (const auto& held : m_parts.standing.toolRules) {
        if (held.nextExpiry != 0 && (next == 0 || held.nextExpiry < next))
            next = held.nextExpiry;
    }
    if (next == 0) {
        m_timers.cancel(ToolsTimer);
        return;
    }
    const auto wait = std::clamp<base::UnixMilliseconds>(next - moment, 0, kLongestWait);
    m_timers.set(ToolsTimer, m_clock.monotonic() + wait * kMillisecond);
}

} // namespace gatehouse::wrap
