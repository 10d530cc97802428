// SPDX-License-Identifier: Apache-2.0
#include "ui/models/catalog_filter.h"

#include "ui/models/catalog_model.h"

namespace gatehouse::models {

using model::ServerState;

CatalogFilter::CatalogFilter(CatalogModel& catalog, QObject* parent)
    : QSortFilterProxyModel(parent)
    , m_catalog(catalog)
{
    setSourceModel(&catalog);
    // A client is there where one of its servers is, a server also where one of its tools is.
    setRecursiveFilteringEnabled(true);
    setDynamicSortFilter(false); // the order is the model's
}

void CatalogFilter::setSort(Sort sort)
{
    m_sort = sort;
    invalidateFilter();
}

void CatalogFilter::setText(const QString& text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

bool CatalogFilter::isOfSort(const model::ServerRow& server) const
{
    switch (m_sort) {
    case Sort::All:
        return true;
    case Sort::NeverApproved:
        return server.isShadow;
    case Sort::Duplicates:
        return !server.duplicates.empty();
    case Sort::Withheld:
        return server.state == ServerState::Suspended || server.state == ServerState::Waiting;
    case Sort::Running:
        return server.liveSessions > 0 || server.state == ServerState::RunningUnguarded;
    case Sort::Gone:
        return server.state == ServerState::Gone;
    }
    return true;
}

bool CatalogFilter::holdsText(const std::string& name) const
{
    return QString::fromStdString(name).contains(m_text, Qt::CaseInsensitive);
}

bool CatalogFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    if (!isFiltering())
        return true;
    const auto index = m_catalog.index(row, 0, parent);
    const auto* const server = m_catalog.serverAt(index);
    if (server == nullptr || !isOfSort(*server))
        return false;
    if (m_text.isEmpty() || holdsText(server->location.name))
        return true;
    const auto* const tool = m_catalog.toolAt(index);
    return tool != nullptr && holdsText(tool->name);
}

} // namespace gatehouse::models
