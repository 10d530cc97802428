// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/rows.h"

#include <QSortFilterProxyModel>
#include <QString>

namespace gatehouse::models {

class CatalogModel;

/// The catalog's rows that a question leaves: servers of one sort, and those whose names, or whose tools'
/// names, hold a text.
class CatalogFilter final : public QSortFilterProxyModel {
    Q_OBJECT
public:
    enum class Sort { All, NeverApproved, Duplicates, Withheld, Running, Gone };

    explicit CatalogFilter(CatalogModel& catalog, QObject* parent = nullptr);

    void setSort(Sort sort);
    void setText(const QString& text);
    bool isFiltering() const { return m_sort != Sort::All || !m_text.isEmpty(); }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    bool isOfSort(const model::ServerRow& server) const;
    bool holdsText(const std::string& name) const;

    CatalogModel& m_catalog;
    Sort m_sort = Sort::All;
    QString m_text;
};

} // namespace gatehouse::models
