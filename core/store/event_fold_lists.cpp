// SPDX-License-Identifier: Apache-2.0
#include "core/store/candidate_store.h"
#include "core/store/details.h"
#include "core/store/event_fold.h"
#include "core/store/list_store.h"

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

} // namespace gatehouse::store
