// SPDX-License-Identifier: Apache-2.0
#include "ui/pages/catalog_details.h"

#include "ui/models/catalog_model.h"
#include "ui/pages/server_details.h"
#include "ui/widgets/fact_view.h"

#include <utility>

namespace gatehouse::pages {

CatalogDetails::CatalogDetails(
    widgets::FactView& view, const models::CatalogModel& catalog, PageActions actions, QObject* parent)
    : QObject(parent)
    , m_view(view)
    , m_catalog(catalog)
    , m_actions(std::move(actions))
{
}

void CatalogDetails::show(const QModelIndex& chosen)
{
    if (const auto* const tool = m_catalog.toolAt(chosen)) {
        showTool(*tool);
    } else if (const auto* const server = m_catalog.serverAt(chosen)) {
        showServer(*server);
    } else if (const auto* const client = m_catalog.clientAt(chosen)) {
        showClient(chosen, *client);
    } else {
        m_view.clearFacts();
        m_view.addParagraph(tr("Choose a server to see where it comes from and what it may do."),
            widgets::FactView::Look::Muted);
        m_view.finish();
    }
}

void CatalogDetails::showServer(const model::ServerRow& server)
{
    readBehaviour(server);
    pages::showServer(m_view, server,
        {m_diagnosed == server ? &m_diagnoses : nullptr, m_relations ? &*m_relations : nullptr,
            learnedOf(server), m_catalog.placesOf(server.duplicates)});
    if (!std::exchange(m_isAsked, true) && m_actions.readRelations)
        m_actions.readRelations(server.ref, this, keepIn(m_relations));
}

void CatalogDetails::showTool(const model::DefinitionRow& tool)
{
    pages::showTool(m_view, tool, m_history ? &*m_history : nullptr, m_scored == tool ? &m_score : nullptr);
    if (!std::exchange(m_isAsked, true) && m_actions.readHistory)
        m_actions.readHistory(tool, this, keepIn(m_history));
    readScore(tool);
}

void CatalogDetails::showClient(const QModelIndex& chosen, const std::string& client)
{
    pages::showClient(
        m_view, chosen.data().toString(), m_catalog, m_clientRelations ? &*m_clientRelations : nullptr);
    if (!std::exchange(m_isAsked, true) && m_actions.readClientRelations)
        m_actions.readClientRelations(client, this, keepIn(m_clientRelations));
}

void CatalogDetails::forgetKnown()
{
    ++m_asking;
    m_isAsked = false;
    m_relations.reset();
    m_clientRelations.reset();
    m_history.reset();
}

/// Takes the answer to the question that is asked now; answers to earlier ones come too late.
template <typename Value>
service::Completion<Value> CatalogDetails::keepIn(std::optional<Value>& kept)
{
    return [this, &kept, asking = ++m_asking](const base::Result<Value>& read) {
        if (asking != m_asking || !read)
            return;
        kept = *read;
        Q_EMIT answered();
    };
}

/// A tool's score is asked for when somebody looks at it, since there may be thousands of tools.
void CatalogDetails::readScore(const model::DefinitionRow& tool)
{
    if (m_scored == tool || m_askedScore == tool || !m_actions.toolReputation)
        return;
    m_askedScore = tool;
    m_actions.toolReputation(
        tool.serverRef, tool.name, this, [this, asked = tool](const base::Result<model::Reputation>& score) {
            if (!score || !(m_askedScore == asked))
                return;
            m_scored = asked;
            m_score = *score;
            Q_EMIT answered();
        });
}

/// Once for each state of the row: with the row comes what was learned since.
void CatalogDetails::readBehaviour(const model::ServerRow& server)
{
    if (m_learnedOf == server || !m_actions.readBehaviour)
        return;
    m_learnedOf = server;
    m_learned.reset();
    m_actions.readBehaviour(server.ref, this, [this, asked = server](const auto& entry) {
        if (m_learnedOf != asked || !entry)
            return; // another one is chosen by now, or nothing is known
        m_learned = *entry;
        Q_EMIT answered();
    });
}

void CatalogDetails::takeDiagnoses(const model::ServerRow& asked, std::optional<service::Diagnoses> found)
{
    m_diagnosed = found ? asked : model::ServerRow();
    m_diagnoses = found ? std::move(*found) : service::Diagnoses();
    Q_EMIT answered();
}

void CatalogDetails::takeLearned(const model::ServerRow& asked, const service::BehaviourEntry& entry)
{
    if (m_learnedOf == asked)
        m_learned = entry;
    Q_EMIT answered();
}

const service::BehaviourEntry* CatalogDetails::learnedOf(const model::ServerRow& server) const
{
    return m_learned && m_learnedOf == server ? &*m_learned : nullptr;
}

} // namespace gatehouse::pages
