// SPDX-License-Identifier: Apache-2.0
#include "core/store/timeline_store.h"

#include "core/store/details.h"

#include <limits>

namespace gatehouse::store {
namespace {

#define GATEHOUSE_EVENT_COLUMNS                                                                              \
    "SELECT e.id, e.session_id, s.server, s.client, e.sequence, e.at, e.kind, e.direction, e.method, "       \
    "e.request_id,"                                                                                          \
    " e.server, e.tool, e.action, e.reason, e.findings, e.bytes, e.microseconds, e.shape, e.excerpt, "       \
    "e.details"                                                                                              \
    " FROM event e JOIN session s ON s.id = e.session_id"

constexpr std::string_view kSqlNewest =
    GATEHOUSE_EVENT_COLUMNS " WHERE (e.at, e.session_id, e.sequence) < (?, ?, ?)"
                            " ORDER BY e.at DESC, e.session_id DESC, e.sequence DESC LIMIT ?";
constexpr std::string_view kSqlOldest = GATEHOUSE_EVENT_COLUMNS
    " WHERE (e.at, e.session_id, e.sequence) > (?, ?, ?) ORDER BY e.at, e.session_id, e.sequence LIMIT ?";
constexpr std::string_view kSqlNewestOfSession =
    GATEHOUSE_EVENT_COLUMNS " WHERE e.session_id = ? AND e.sequence < ? ORDER BY e.sequence DESC LIMIT ?";
constexpr std::string_view kSqlOldestOfSession =
    GATEHOUSE_EVENT_COLUMNS " WHERE e.session_id = ? AND e.sequence > ? ORDER BY e.sequence LIMIT ?";
constexpr std::string_view kSqlArrived = GATEHOUSE_EVENT_COLUMNS " WHERE e.id > ? ORDER BY e.id LIMIT ?";
constexpr std::string_view kSqlLastArrival = "SELECT ifnull(max(id), 0) FROM event";
constexpr std::string_view kSqlCount = "SELECT count(*) FROM event";
constexpr std::string_view kSqlCountOfSession = "SELECT count(*) FROM event WHERE session_id = ?";

#undef GATEHOUSE_EVENT_COLUMNS

constexpr auto kLast = std::numeric_limits<std::int64_t>::max();

base::Result<model::EventRow> eventOf(const Query& row)
{
    model::EventRow out{row.number(1), row.text(2), row.text(3), {}};
    auto& event = out.event;
    event.sequence = static_cast<std::uint64_t>(row.number(4));
    event.at = row.number(5);
    event.kind = row.text(6);
    const auto direction = row.text(7);
    event.method = row.text(8);
    event.id = row.text(9);
    event.server = row.text(10);
    event.tool = row.text(11);
    event.reason = row.text(13);
    event.bytes = static_cast<std::uint64_t>(row.number(15));
    event.microseconds = row.number(16);
    event.shape = row.text(17);
    event.excerpt = row.text(18);
    event.details = row.text(19);
    const bool isDirectionKnown = direction.empty() || model::fromText(direction, event.direction.emplace());
    if (!isDirectionKnown || !model::fromText(row.text(12), event.action) ||
        !findingsFromJson(row.text(14), event.findings))
        return base::Error{base::ErrorCode::DatabaseDamaged, "an event that no journal can have held"};
    return out;
}

} // namespace

EventKey keyOf(const model::EventRow& row)
{
    return {row.event.at, row.sessionId, row.event.sequence};
}

base::Result<std::vector<model::EventRow>> TimelineStore::collect(Query& rows)
{
    std::vector<model::EventRow> events;
    for (;;) {
        const auto more = rows.next();
        if (!more)
            return more.error();
        if (!*more)
            return events;
        auto event = eventOf(rows);
        if (!event)
            return event.error();
        events.push_back(std::move(*event));
    }
}

base::Result<std::vector<model::EventRow>> TimelineStore::page(
    TimelineOrder order, std::optional<EventKey> after, int limit)
{
    const bool isNewest = order == TimelineOrder::NewestFirst;
    auto rows = m_database.query(isNewest ? kSqlNewest : kSqlOldest);
    if (after)
        rows.bind(after->at).bind(after->sessionId).bind(after->sequence);
    else
        rows.bind(isNewest ? kLast : -1 - kLast).bind(isNewest ? kLast : -1).bind(isNewest ? kLast : -1);
    rows.bind(limit);
    return collect(rows);
}

base::Result<std::vector<model::EventRow>> TimelineStore::pageOfSession(
    std::int64_t sessionId, TimelineOrder order, std::optional<std::uint64_t> afterSequence, int limit)
{
    const bool isNewest = order == TimelineOrder::NewestFirst;
    auto rows = m_database.query(isNewest ? kSqlNewestOfSession : kSqlOldestOfSession);
    rows.bind(sessionId);
    if (afterSequence)
        rows.bind(*afterSequence);
    else
        rows.bind(isNewest ? kLast : std::int64_t{-1});
    rows.bind(limit);
    return collect(rows);
}

base::Result<TimelineStore::Arrivals> TimelineStore::arrivedAfter(std::int64_t last, int limit)
{
    Arrivals arrivals{{}, last};
    auto rows = m_database.query(kSqlArrived);
    rows.bind(last).bind(limit);
    for (;;) {
        const auto more = rows.next();
        if (!more)
            return more.error();
        if (!*more)
            return arrivals;
        auto event = eventOf(rows);
        if (!event)
            return event.error();
        arrivals.last = rows.number(0);
        arrivals.rows.push_back(std::move(*event));
    }
}

base::Result<std::int64_t> TimelineStore::lastArrival()
{
    return m_database.number(kSqlLastArrival);
}

base::Result<std::int64_t> TimelineStore::count()
{
    return m_database.number(kSqlCount);
}

base::Result<std::int64_t> TimelineStore::countOfSession(std::int64_t sessionId)
{
    auto rows = m_database.query(kSqlCountOfSession);
    const auto more = rows.bind(sessionId).next();
    if (!more)
        return more.error();
    return rows.number(0);
}

} // namespace gatehouse::store
