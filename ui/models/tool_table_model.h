// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/service/tool_table.h"

#include <QAbstractTableModel>

#include <vector>

namespace gatehouse::models {

/// The tools of one server, a row each, with what calls of them do and what they seem to do. Holds copies
/// only.
class ToolTableModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Decision, Tool, Nature, Decided, ColumnCount };
    enum Role {
        StandingRole = Qt::UserRole, ///< int of model::ToolDecision
        RiskyRole
    };

    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const service::ToolTable& table() const { return m_table; }
    /// Null where the row is not there; good until the model changes.
    const service::ToolTableRow* toolAt(int row) const;

public Q_SLOTS:
    /// The same server's rows keep selection and place; those of another replace them.
    void setTable(const gatehouse::service::ToolTable& table);

private:
    service::ToolTable m_table;
};

} // namespace gatehouse::models
