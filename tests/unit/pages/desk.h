// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/pages/main_window.h"

#include "ui/models/card_list_model.h"
#include "ui/models/catalog_filter.h"
#include "ui/models/catalog_model.h"
#include "ui/models/matter_model.h"
#include "ui/models/protection_model.h"
#include "ui/models/session_model.h"
#include "ui/models/timeline_model.h"
#include "ui/text/error_text.h"
#include "ui/widgets/undo_bar.h"

#include <QAction>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTextEdit>
#include <QTreeView>

#include <memory>
#include <string>
#include <vector>

namespace gatehouse::tests {

inline model::ServerRow serverOf(const std::string& ref, model::ServerState state)
{
    model::ServerRow row;
    row.ref = ref;
    row.location = {"cursor", model::EntryScope::User, "/h/mcp.json", "/mcpServers/" + ref, ref};
    row.clientTitle = "Cursor";
    row.command = {"npx", "a b"};
    row.state = state;
    row.canBeGuarded = state == model::ServerState::Unguarded;
    row.isGuarded =
        !row.canBeGuarded && state != model::ServerState::SeenNotGuarded && state != model::ServerState::Gone;
    row.line = 7;
    return row;
}

inline model::ApprovalCard cardOf(const std::string& id)
{
    model::ApprovalCard card;
    card.id = id;
    card.identity.entry.name = "server-" + id;
    return card;
}

/// The window over models of its own, with what the pages asked for. Discovery and plan answer at once.
struct Desk {
    models::CardListModel cards;
    models::CatalogModel catalog;
    models::MatterModel matters;
    models::SessionModel sessions;
    models::TimelineModel timeline;
    models::ProtectionModel protection;
    std::vector<std::string> reviewed;
    std::vector<std::string> denied;
    std::vector<std::string> revoked;
    std::vector<std::string> diagnosed;
    base::Result<service::Diagnoses> diagnoses = service::Diagnoses();
    service::ServerRelations relations;
    std::optional<model::Reputation> clientReputation;
    std::vector<std::string> relationsRead;
    std::vector<model::DefinitionVersion> history;
    service::ToolTable tools;
    std::vector<model::ToolsDecision> toolDecisions;
    std::function<void(const std::vector<service::ToolNews>&)> tellToolNews;
    base::Result<service::BehaviourEntry> behaviour = base::Error{base::ErrorCode::NotFound, "nothing"};
    std::vector<std::string> forgotten;
    service::Discovery found;
    std::vector<service::PlanOptions> planned;
    std::vector<service::PlanOptions> applied;
    std::vector<std::vector<std::string>> undone;
    std::vector<std::string> answers; ///< to what clients did: "put back notes" …
    std::unique_ptr<pages::MainWindow> window;

    Desk()
    {
        pages::PageActions actions;
        actions.review = [this](const std::string& id) { reviewed.push_back(id); };
        actions.deny = [this](const std::string& ref) { denied.push_back(ref); };
        actions.revoke = [this](const std::string& ref) { revoked.push_back(ref); };
        actions.diagnose = [this](const std::string& ref, QObject*,
                               const service::Completion<service::Diagnoses>& done) {
            diagnosed.push_back(ref);
            done(diagnoses);
        };
        actions.readRelations = [this](const std::string& ref, QObject*,
                                    const service::Completion<service::ServerRelations>& done) {
            relationsRead.push_back(ref);
            done(relations);
        };
        actions.readClientRelations = [this](const std::string&, QObject*,
                                          const service::Completion<service::ClientRelations>& done) {
            done(service::ClientRelations{relations.uses, clientReputation});
        };
        actions.readHistory = [this](const model::DefinitionRow&, QObject*,
                                  const service::Completion<std::vector<model::DefinitionVersion>>& done) {
            done(history);
        };
        actions.readTools = [this](const std::string& ref, QObject*,
                                const service::Completion<service::ToolTable>& done) {
            auto table = tools;
            table.serverRef = ref;
            done(table);
        };
        actions.watchToolNews = [this](QObject*,
                                    std::function<void(const std::vector<service::ToolNews>&)> tell) {
            tellToolNews = std::move(tell);
        };
        actions.decideTools = [this](const model::ToolsDecision& decision) {
            toolDecisions.push_back(decision);
        };
        actions.readBehaviour = [this](const std::string&, QObject*,
                                    const service::Completion<service::BehaviourEntry>& done) {
            done(behaviour);
        };
        actions.forgetBehaviour = [this](const std::string& ref, QObject*,
                                      const service::Completion<service::BehaviourEntry>& done) {
            forgotten.push_back(ref);
            done(service::BehaviourEntry{});
        };
        actions.discover = [this](QObject*, const service::Completion<service::Discovery>& done) {
            done(found);
        };
        actions.plan = [this](const service::PlanOptions& options, QObject*,
                           const service::Completion<service::ProtectionPlan>& done) {
            planned.push_back(options);
            service::ProtectionPlan plan;
            plan.files.push_back({"/h/mcp.json", "Cursor", options.refs, options.refs, "-old\n+new\n"});
            done(plan);
        };
        actions.apply = [this](const service::PlanOptions& options, const service::ProtectionPlan&, QObject*,
                            const service::Completion<std::vector<service::EntryResult>>& done) {
            applied.push_back(options);
            service::EntryResult result;
            result.isDone = true;
            done(std::vector<service::EntryResult>{result});
        };
        actions.undo = [this](const std::vector<std::string>& refs, QObject*,
                           const service::Completion<std::vector<service::EntryResult>>& done) {
            undone.push_back(refs);
            done(base::Error{base::ErrorCode::Changed, "/h/mcp.json"});
        };
        actions.putBack = [this](const std::vector<std::string>& refs, QObject*,
                              const service::Completion<std::vector<service::EntryResult>>& done) {
            answers.push_back("put back " + refs.front());
            service::EntryResult refused;
            refused.error = {base::ErrorCode::EntryNotEditable, "/h/config.toml"};
            done(std::vector<service::EntryResult>{refused});
        };
        actions.forget = [this](const std::string& ref) { answers.push_back("forget " + ref); };
        actions.leave = [this](const std::string& ref) { answers.push_back("leave " + ref); };
        actions.resume = [this](const std::string& file) { answers.push_back("resume " + file); };
        window = std::make_unique<pages::MainWindow>(
            pages::PageContext{cards, catalog, matters, sessions, timeline, protection, actions});
    }

    QPushButton* button(const QString& part) const
    {
        for (auto* button : window->findChildren<QPushButton*>())
            if (button->text().remove(QLatin1Char('&')).contains(part))
                return button;
        return nullptr;
    }
    QTreeView* catalogTree() const
    {
        for (auto* tree : window->findChildren<QTreeView*>())
            if (filterOf(tree) != nullptr)
                return tree;
        return nullptr;
    }
    static models::CatalogFilter* filterOf(const QTreeView* tree)
    {
        return qobject_cast<models::CatalogFilter*>(tree->model());
    }
    /// The row of the catalog that is chosen.
    QModelIndex chosen() const
    {
        auto* tree = catalogTree();
        return filterOf(tree)->mapToSource(tree->currentIndex());
    }
    /// Chooses a row of the catalog.
    void choose(const QModelIndex& index) const
    {
        auto* tree = catalogTree();
        tree->setCurrentIndex(filterOf(tree)->mapFromSource(index));
    }
    QAction* action(const QString& text) const
    {
        for (auto* action : window->findChildren<QAction*>())
            if (action->text().remove(QLatin1Char('&')) == text)
                return action;
        return nullptr;
    }
    /// The texts of what may be done with the chosen server.
    QStringList enabledActions() const
    {
        QStringList texts;
        for (const auto* text : {"Review…", "Deny", "Revoke", "Ask again", "Protect…", "Unprotect"}) {
            const auto* named = action(QString::fromUtf8(text));
            if (named != nullptr && named->isEnabled())
                texts << QString::fromUtf8(text);
        }
        return texts;
    }
    bool says(const QString& part) const
    {
        for (const auto* label : window->findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(part))
                return true;
        for (const auto* text : window->findChildren<QTextEdit*>())
            if (text->isVisible() && text->toPlainText().contains(part))
                return true;
        return false;
    }
};

} // namespace gatehouse::tests
