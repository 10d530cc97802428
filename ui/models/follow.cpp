// SPDX-License-Identifier: Apache-2.0
#include "ui/models/follow.h"

#include "core/service/approval_queue.h"
#include "core/service/catalog_service.h"
#include "core/service/healing_service.h"
#include "core/service/timeline_service.h"
#include "ui/models/card_list_model.h"
#include "ui/models/catalog_model.h"
#include "ui/models/matter_model.h"
#include "ui/models/session_model.h"
#include "ui/models/timeline_model.h"

#include <utility>

namespace gatehouse::models {

using service::ApprovalQueue;
using service::CatalogService;
using service::TimelineService;

void follow(CardListModel& model, ApprovalQueue& queue)
{
    QObject::connect(&queue, &ApprovalQueue::cardAdded, &model, &CardListModel::upsert);
    QObject::connect(&queue, &ApprovalQueue::cardChanged, &model, &CardListModel::upsert);
    QObject::connect(&queue, &ApprovalQueue::cardRemoved, &model,
        [&model](const std::string& cardId, service::CardRemoval) { model.remove(cardId); });
    const auto cards = queue.cards();
    model.setCards({cards.begin(), cards.end()});
}

void follow(CatalogModel& model, CatalogService& catalog)
{
    QObject::connect(&catalog, &CatalogService::serverUpserted, &model, &CatalogModel::upsert);
    QObject::connect(&catalog, &CatalogService::serverRemoved, &model, &CatalogModel::remove);
    QObject::connect(
        &catalog, &CatalogService::toolsChanged, &model, [&model, &catalog](const std::string& serverRef) {
            model.setTools(serverRef, catalog.tools(serverRef));
        });
    const auto servers = catalog.servers();
    for (const auto& row : servers) {
        model.upsert(row);
        model.setTools(row.ref, catalog.tools(row.ref));
    }
}

void follow(MatterModel& model, service::HealingService& healing)
{
    model.setMatters(healing.matters());
    QObject::connect(&healing, &service::HealingService::mattersChanged, &model,
        [&model, &healing] { model.setMatters(healing.matters()); });
}

void follow(SessionModel& model, TimelineService& timeline)
{
    QObject::connect(&timeline, &TimelineService::sessionUpserted, &model, &SessionModel::upsert);
    model.setFetch([&timeline](int offset, int limit, QObject* context,
                       service::Completion<QVector<model::SessionRow>> done) {
        timeline.sessions(offset, limit, context, std::move(done));
    });
}

void follow(TimelineModel& model, TimelineService& timeline)
{
    QObject::connect(&timeline, &TimelineService::eventsStored, &model, &TimelineModel::onEventsStored);
    model.setFetch([&timeline](const service::EventsRequest& request, QObject* context,
                       service::Completion<QVector<model::EventRow>> done) {
        timeline.events(request, context, std::move(done));
    });
}

} // namespace gatehouse::models
