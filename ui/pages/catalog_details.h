// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/pages/page.h"

#include <QObject>

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::models {
class CatalogModel;
}
namespace gatehouse::widgets {
class FactView;
}

namespace gatehouse::pages {

/// The catalog's right side: draws the chosen client, server or definition, and asks the service for what is
/// not in its row. What comes is drawn when it is there; answers about a row that is not chosen any more are
/// dropped.
class CatalogDetails final : public QObject {
    Q_OBJECT
public:
    /// `view`: where it draws; it and `catalog` outlive this.
    CatalogDetails(
        widgets::FactView& view, const models::CatalogModel& catalog, PageActions actions, QObject* parent);

    /// The row of the catalog that is chosen; an invalid one where none is.
    void show(const QModelIndex& chosen);
    /// Another row is chosen: what was asked about the one before says nothing of it.
    void forgetKnown();
    /// The chosen row has changed: what is shown stays until the answer comes.
    void askAgain() { m_isAsked = false; }

    void takeDiagnoses(const model::ServerRow& asked, std::optional<service::Diagnoses> found);
    void takeLearned(const model::ServerRow& asked, const service::BehaviourEntry& entry);
    /// What was learned of the calls of this server, as the row is now; nullptr where that is not known.
    const service::BehaviourEntry* learnedOf(const model::ServerRow& server) const;

Q_SIGNALS:
    /// Something that was asked for is there: show() draws it.
    void answered();

private:
    void showServer(const model::ServerRow& server);
    void showTool(const model::DefinitionRow& tool);
    void showClient(const QModelIndex& chosen, const std::string& client);
    void readBehaviour(const model::ServerRow& server);
    void readScore(const model::DefinitionRow& tool);
    template <typename Value>
    service::Completion<Value> keepIn(std::optional<Value>& kept);

    widgets::FactView& m_view;
    const models::CatalogModel& m_catalog;
    PageActions m_actions;
    std::optional<service::ClientRelations> m_clientRelations;      ///< of the chosen client
    std::optional<service::ServerRelations> m_relations;            ///< of the chosen server
    std::optional<std::vector<model::DefinitionVersion>> m_history; ///< of the chosen definition
    bool m_isAsked = false;                                         ///< for one of them, as the row is now
    int m_asking = 0;             ///< the number of the last question: answers to others come too late
    model::ServerRow m_diagnosed; ///< as it was when m_diagnoses were made: a change makes them stale
    service::Diagnoses m_diagnoses;
    model::ServerRow m_learnedOf; ///< whose behaviour was asked for last
    std::optional<service::BehaviourEntry> m_learned;
    model::DefinitionRow m_askedScore;
    model::DefinitionRow m_scored; ///< as it was when m_score was asked for
    model::Reputation m_score;
};

} // namespace gatehouse::pages
