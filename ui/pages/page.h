// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/reputation.h"
#include "core/service/behaviour_books.h"
#include "core/service/catalog_export.h"
#include "core/service/doctor/diagnosis.h"
#include "core/service/ledger.h"
#include "core/service/list_requests.h"
#include "core/service/protection_service.h"
#include "core/service/registry_exchange.h"
#include "core/service/tool_news.h"
#include "core/service/tool_table.h"

#include <QString>
#include <QWidget>

#include <functional>
#include <string>
#include <vector>

namespace gatehouse::models {
class CardListModel;
class CatalogModel;
class MatterModel;
class ProtectionModel;
class SessionModel;
class TimelineModel;
} // namespace gatehouse::models

namespace gatehouse::pages {

/// What the registry's page asks for. What is approved or taken over is what was shown, and by what hand.
struct RegistryActions {
    std::function<void(QObject* context, service::Completion<service::RegistryStanding> done)> read;
    std::function<void(
        const std::string& path, QObject* context, service::Completion<service::ImportPreview> done)>
        preview;
    std::function<void(const std::string& path, const std::string& digest, model::AnsweredBy by,
        QObject* context, service::Completion<std::size_t> done)>
        take;
    std::function<void(
        const std::string& path, QObject* context, service::Completion<service::ExportReport> done)>
        exportTo;
    std::function<void(const std::string& candidateId, model::AnsweredBy by, QObject* context,
        service::Completion<std::string> done)>
        approve;
    std::function<void(const std::vector<std::string>& candidateIds, QObject* context,
        service::Completion<std::size_t> done)>
        dismiss;
    /// Tells when what `read` gives may be otherwise, as long as `context` lives.
    std::function<void(QObject* context, std::function<void()> tell)> watch;
};

/// What the pages may ask for; the program connects them to the services, a test to itself.
struct PageActions {
    std::function<void(const std::string& cardId)> review;
    std::function<void()> refreshCatalog;
    /// Both by the entry's reference. There is none that approves: that is the card's alone, see `review`.
    std::function<void(const std::string& serverRef)> deny;
    std::function<void(const std::string& serverRef)> revoke;
    /// Says why the server does not start, as far as that can be seen without starting it.
    std::function<void(
        const std::string& serverRef, QObject* context, service::Completion<service::Diagnoses> done)>
        diagnose;
    /// Who uses a server, and what flowed; every form that one of its definitions had; what a client used.
    std::function<void(
        const std::string& serverRef, QObject* context, service::Completion<service::ServerRelations> done)>
        readRelations;
    std::function<void(const model::DefinitionRow& tool, QObject* context,
        service::Completion<std::vector<model::DefinitionVersion>> done)>
        readHistory;
    std::function<void(
        const std::string& client, QObject* context, service::Completion<service::ClientRelations> done)>
        readClientRelations;
    std::function<void(
        service::CatalogFormat format, QObject* context, service::Completion<std::string> done)>
        exportCatalog;
    /// The server's tools with what is decided about them; and a decision on some, as the table makes it.
    std::function<void(
        const std::string& serverRef, QObject* context, service::Completion<service::ToolTable> done)>
        readTools;
    std::function<void(const model::ToolsDecision& decision)> decideTools;
    /// Tells what servers were first seen to offer, now and whenever that changes, as long as `context`
    /// lives.
    std::function<void(QObject* context, std::function<void(const std::vector<service::ToolNews>&)> tell)>
        watchToolNews;
    /// What was learned of its calls, and to have that forgotten.
    std::function<void(
        const std::string& serverRef, QObject* context, service::Completion<service::BehaviourEntry> done)>
        readBehaviour;
    std::function<void(
        const std::string& serverRef, QObject* context, service::Completion<service::BehaviourEntry> done)>
        forgetBehaviour;
    std::function<void(QObject* context, service::Completion<service::Discovery> done)> discover;
    std::function<void(const service::PlanOptions& options, QObject* context,
        service::Completion<service::ProtectionPlan> done)>
        plan;
    std::function<void(const service::PlanOptions& options, const service::ProtectionPlan& expected,
        QObject* context, service::Completion<std::vector<service::EntryResult>> done)>
        apply;
    std::function<void(const std::vector<std::string>& refs, QObject* context,
        service::Completion<std::vector<service::EntryResult>> done)>
        undo;
    /// What healing asks. By refs of entries: put back what a client dropped, do without it, leave a new one
    /// unguarded; by file: guard it again after a fight.
    std::function<void(const std::vector<std::string>& refs, QObject* context,
        service::Completion<std::vector<service::EntryResult>> done)>
        putBack;
    std::function<void(const std::string& serverRef)> forget;
    std::function<void(const std::string& serverRef)> leave;
    std::function<void(const std::string& file)> resume;
    /// The score of one tool with its reasons.
    std::function<void(const std::string& serverRef, const std::string& tool, QObject* context,
        service::Completion<model::Reputation> done)>
        toolReputation;
    /// Lists that hold, and whose; and taking one, or only looking at what it would change.
    std::function<void(QObject* context, service::Completion<service::ListStanding> done)> lists;
    std::function<void(const std::string& path, bool isTrial, QObject* context,
        service::Completion<service::ListPreview> done)>
        importList;
    RegistryActions registry;
};

/// What every page is made from. The models outlive the pages.
struct PageContext {
    models::CardListModel& cards;
    models::CatalogModel& catalog;
    models::MatterModel& matters;
    models::SessionModel& sessions;
    models::TimelineModel& timeline;
    models::ProtectionModel& protection;
    PageActions actions;
};

/// One page of the main window. Holds no data: everything it shows comes from the models.
class Page : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

    virtual QString title() const = 0;
    /// Behind the title in the list of pages; 0: none.
    virtual int badge() const { return 0; }
    /// The page comes to the front; for one server where `serverRef` names it.
    virtual void entered(const std::string& serverRef){Q_UNUSED(serverRef)}

    Q_SIGNALS : void badgeChanged();
    void pageRequested(const QString& id, const std::string& serverRef = {});
};

} // namespace gatehouse::pages
