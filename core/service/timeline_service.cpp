// SPDX-License-Identifier: Apache-2.0
#include "core/service/timeline_service.h"

#include "core/service/ledger.h"
#include "core/service/store_thread.h"

namespace gatehouse::service {
namespace {

template <typename T>
base::Result<QVector<T>> toVector(base::Result<std::vector<T>> rows)
{
    if (!rows)
        return rows.error();
    return QVector<T>(std::make_move_iterator(rows->begin()), std::make_move_iterator(rows->end()));
}

} // namespace

EventKey keyOf(const model::EventRow& row)
{
    return {row.event.at, row.sessionId, row.event.sequence};
}

TimelineService::TimelineService(StoreThread& store, QObject* parent)
    : QObject(parent)
    , m_store(store)
{
}

void TimelineService::sessions(
    int offset, int limit, QObject* context, Completion<QVector<model::SessionRow>> done)
{
    m_store.run(
        context, [offset, limit](Ledger& ledger) { return toVector(ledger.sessions(offset, limit)); },
        std::move(done));
}

void TimelineService::events(
    const EventsRequest& request, QObject* context, Completion<QVector<model::EventRow>> done)
{
    m_store.run(
        context, [request](Ledger& ledger) { return toVector(ledger.events(request)); }, std::move(done));
}

} // namespace gatehouse::service
