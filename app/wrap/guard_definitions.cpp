// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/guard.h"
#include "core/base/utf8.h"
#include "core/policy/snapshot.h"

#include <utility>

namespace gatehouse::wrap {

/// What the server was first seen to offer, and what the user has said about what differs from it.
void Guard::prepareDefinitions()
{
    const auto& standing = m_parts.standing;
    m_pinFiles.emplace(m_parts.check.pinPlaces(), standing.digest);
    relay::LaunchDefinitions known;
    known.identity = standing.identity;
    std::string problem;
    known.pinned = m_pinFiles->load(problem);
    known.decisions = standing.definitions;
    if (!problem.empty())
        say("what this server was first seen to offer cannot be read, so that all of it asks: " +
            base::printable(problem));
    known.otherTools = [this] { return otherTools(); };
    m_session.onDefinitions(std::move(known));
}

std::vector<pipeline::OtherTool> Guard::otherTools() const
{
    const auto& identity = m_parts.standing.identity;
    const auto entries = policy::Snapshot::open(m_parts.check.pinPlaces().snapshot);
    if (!entries || !m_pinFiles)
        return {};
    // What is not protected any more imitates nobody.
    return m_pinFiles->otherTools({identity.entry.client, identity.entry.name, identity.entryRef},
        [&](const std::string& ref) { return entries->entry(ref).has_value(); });
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
    const auto decisions = m_parts.check.definitionDecisions(m_parts.standing.identity, m_clock.now());
    if (decisions)
        m_session.onDefinitionDecisions(*decisions, now(), m_out);
}

} // namespace gatehouse::wrap
