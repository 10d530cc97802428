// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/doctor_books.h"

#include "core/store/session_store.h"
#include "core/store/timeline_store.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace gatehouse::service {
namespace {

constexpr int kSessions = 5; // further back is another story
constexpr int kEvents = 200; // of a session, from either end
constexpr std::int64_t kMicrosecondsInMillisecond = 1000;

std::int64_t startTimeOf(const std::vector<model::EventRow>& events)
{
    const auto answer = std::ranges::find_if(events, [](const model::EventRow& row) {
        return row.event.method == "initialize" && row.event.direction == model::Direction::ToClient &&
            row.event.microseconds >= 0;
    });
    return answer == events.end() ? -1 : answer->event.microseconds / kMicrosecondsInMillisecond;
}

} // namespace

std::optional<EndFact> endOf(const std::vector<model::EventRow>& events)
{
    std::optional<EndFact> end;
    for (const auto& row : events) {
        const auto& event = row.event;
        // From here on it is the client who ends it, and a signal is our own.
        if (event.kind == "client-end")
            return end;
        if (event.kind == "server-failed")
            end = EndFact{false, 0, {}, event.reason, event.at};
        if (event.kind != "server-exit")
            continue;
        end = EndFact{true, 0, {}, event.reason, event.at};
        const auto details = nlohmann::json::parse(event.details, nullptr, false);
        if (!details.is_object())
            continue;
        end->exitCode = details.value("code", 0);
        end->signal = details.value("signal", std::string());
    }
    return end;
}

base::Result<BookFacts> readBookFacts(store::Database& database, const std::string& ref,
    const std::vector<model::RegistryDecision>& decisions, const std::vector<model::ApprovalCard>& cards)
{
    BookFacts facts;
    for (const auto& decision : decisions)
        facts.isDenied = facts.isDenied ||
            (decision.identity && !decision.identity->call && decision.identity->entryRef == ref &&
                decision.isDenied);
    for (const auto& card : cards) {
        if (card.identity.entryRef == ref && !card.identity.call) {
            facts.isWaiting = true;
            facts.cardId = card.id;
        }
    }
    const auto sessions = store::SessionStore(database).newest(ref, std::nullopt, kSessions);
    if (!sessions)
        return sessions.error();
    store::TimelineStore timeline(database);
    bool isNewest = true;
    for (const auto& session : *sessions) {
        const auto first =
            timeline.pageOfSession(session.id, store::TimelineOrder::OldestFirst, std::nullopt, kEvents);
        auto last =
            timeline.pageOfSession(session.id, store::TimelineOrder::NewestFirst, std::nullopt, kEvents);
        if (!first || !last)
            return first ? last.error() : first.error();
        std::ranges::reverse(*last);
        if (std::exchange(isNewest, false))
            facts.lastEnd = endOf(*last);
        if (facts.startMilliseconds < 0)
            facts.startMilliseconds = startTimeOf(*first);
    }
    return facts;
}

} // namespace gatehouse::service
