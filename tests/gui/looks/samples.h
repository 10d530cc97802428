// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"
#include "core/model/rows.h"
#include "core/service/healer.h"
#include "core/service/ledger.h"
#include "core/service/list_requests.h"
#include "core/service/registry_exchange.h"
#include "core/service/tool_table.h"

#include <QVector>

#include <string>
#include <vector>

namespace gatehouse::looks {

/// Cards of every class, and one that is as long and as hostile as it may be.
model::ApprovalCard newCard();
model::ApprovalCard changedCard();
model::ApprovalCard dangerousCard();
model::ApprovalCard longCard();
/// What imported lists know of it is the worst there is, and something besides.
model::ApprovalCard knownCard();
service::ListStanding lists();
/// What an organisation says, and candidates of every kind; and a file that would change something.
service::RegistryStanding registry();
service::ImportPreview registryFile();
model::ApprovalCard callCard();
/// Two servers that bring one tool: two cards, one question.
std::vector<model::ApprovalCard> contestCards();

std::vector<model::ServerRow> servers();
/// What clients did to their files: one of each kind.
QVector<service::Matter> matters();
/// Who uses the first of the servers, and the forms that its first tool had.
service::ServerRelations relations();
service::ClientRelations clientRelations();
std::vector<model::DefinitionVersion> history();
std::vector<model::DefinitionRow> tools();
/// What is decided about them: one of each kind.
service::ToolTable toolTable();
std::vector<model::SessionRow> sessions();
/// Oldest first, as the service hands them over.
std::vector<model::EventRow> events();

} // namespace gatehouse::looks
