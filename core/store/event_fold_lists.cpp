// SPDX-License-Identifier: Apache-2.0
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
