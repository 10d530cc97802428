// SPDX-License-Identifier: Apache-2.0
#include "core/store/candidate_store.h"
#include "core/store/details.h"
#include "core/store/event_fold.h"
#include "core/store/list_store.h"

#include <algorithm>
#include <set>

namespace gatehouse::store {

base::Result<void> EventFold::applyListKey(const model::SessionEvent& event)
{
    if (!mayDecide(event))
        return {};
    const auto details = listKeyDetails(event.details);
    if (details.keyId.empty() || details.publicKey.empty()) {
        note(event, "names no key");
        return {};
    }
    return ListStore(m_database)
        .sawKey({details.keyId, details.publicKey, details.name, details.isTrusted, event.at});
}

base::Result<void> EventFold::applyList(const model::SessionEvent& event)
{
    if (!mayDecide(event))
        return {};
    const auto details = listDetails(event.details);
    if (details.keyId.empty() || details.sequence == 0) {
        note(event, "names no list");
        return {};
    }
    return ListStore(m_database).sawList(details.keyId, {details.sequence, details.digest, event.at});
}

base::Result<void> EventFold::applyCandidates(const model::SessionEvent& event)
{
    if (!mayDecide(event))
        return {};
    return CandidateStore(m_database).add(candidatesFromJson(event.details));
}

base::Result<void> EventFold::applyDismissal(const model::SessionEvent& event)
{
    if (!mayDecide(event))
        return {};
    return CandidateStore(m_database).dismiss(dismissedFromJson(event.details), event.at);
}

/// Of what the server said: a message counts once for each rule.
void EventFold::countFindings(const model::SessionEvent& event)
{
    if (event.findings.empty() || event.direction != model::Direction::ToClient || m_serverRef.empty())
        return;
    const bool isToldOnly = event.action == model::Action::Pass || event.action == model::Action::Flag;
    std::set<std::string_view> rules;
    for (const auto& finding : event.findings) {
        if (!rules.insert(finding.detectorId).second)
            continue;
        auto& incidents = m_incidents[{m_serverRef, finding.detectorId}];
        incidents.rule = finding.detectorId;
        ++(isToldOnly ? incidents.told : incidents.actedOn);
        incidents.lastAt = std::max(incidents.lastAt, event.at);
    }
}

base::Result<void> EventFold::writeIncidents()
{
    for (const auto& [key, incidents] : m_incidents) {
        if (const auto done = m_incidentStore.saw(key.first, incidents); !done)
            return done;
    }
    m_incidents.clear();
    return writeUse();
}

/// Of what is sent to a tool: what it is used for.
void EventFold::countUse(const model::SessionEvent& event)
{
    if (event.findings.empty() || event.direction != model::Direction::ToServer || event.tool.empty() ||
        m_serverRef.empty())
        return;
    // What was refused, or asked about, did not reach the tool.
    if (event.action != model::Action::Pass && event.action != model::Action::Flag)
        return;
    std::set<std::string_view> rules;
    for (const auto& finding : event.findings) {
        if (!rules.insert(finding.detectorId).second)
            continue;
        auto& use = m_use[{event.tool, finding.detectorId}];
        use.rule = finding.detectorId;
        ++use.count;
        use.lastAt = std::max(use.lastAt, event.at);
    }
}

base::Result<void> EventFold::writeUse()
{
    ToolUseStore toolUse(m_database);
    for (const auto& [key, use] : m_use) {
        if (const auto done = toolUse.saw(m_serverRef, key.first, use); !done)
            return done;
    }
    m_use.clear();
    return {};
}

} // namespace gatehouse::store
