// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace gatehouse::service {
class ApprovalQueue;
class CatalogService;
class HealingService;
class TimelineService;
} // namespace gatehouse::service

namespace gatehouse::models {

class CardListModel;
class CatalogModel;
class MatterModel;
class SessionModel;
class TimelineModel;

// The one place where models meet services: each shows what the service holds now and then follows its
// signals. The model may end before the service, the service not before the model.
void follow(CardListModel& model, service::ApprovalQueue& queue);
void follow(CatalogModel& model, service::CatalogService& catalog);
void follow(MatterModel& model, service::HealingService& healing);
void follow(SessionModel& model, service::TimelineService& timeline);
void follow(TimelineModel& model, service::TimelineService& timeline);

} // namespace gatehouse::models
