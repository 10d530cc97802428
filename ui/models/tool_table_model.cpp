// SPDX-License-Identifier: Apache-2.0
#include "ui/models/tool_table_model.h"

#include "ui/text/display_text.h"
#include "ui/text/tool_text.h"

#include <algorithm>

namespace gatehouse::models {
namespace {

bool haveSameRows(const service::ToolTable& left, const service::ToolTable& right)
{
    return left.serverRef == right.serverRef &&
        std::equal(left.rows.begin(), left.rows.end(), right.rows.begin(), right.rows.end(),
            [](const auto& one, const auto& other) { return one.name == other.name; });
}

} // namespace

int ToolTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size());
}

int ToolTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ToolTableModel::data(const QModelIndex& index, int role) const
{
    const auto* const row = index.isValid() ? toolAt(index.row()) : nullptr;
    if (row == nullptr)
        return {};
    if (role == StandingRole)
        return static_cast<int>(row->standing);
    if (role == RiskyRole)
        return row->nature.isRisky();
    if (role == Qt::ToolTipRole) // cells may be cut
        return QStringList{text::toolNature(*row), text::displayText(row->description)}.join(
            QLatin1Char('\n'));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Decision:
        return text::toolDecision(row->standing);
    case Tool:
        return text::displayText(row->name);
    case Nature:
        return text::toolNature(*row);
    case Decided:
        return text::toolDecided(*row);
    default:
        return {};
    }
}

QVariant ToolTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Decision:
        return tr("Calls");
    case Tool:
        return tr("Tool");
    case Nature:
        return tr("By its own words");
    case Decided:
        return tr("Decided");
    default:
        return {};
    }
}

const service::ToolTableRow* ToolTableModel::toolAt(int row) const
{
    return row >= 0 && row < rowCount() ? &m_table.rows[static_cast<std::size_t>(row)] : nullptr;
}

void ToolTableModel::setTable(const service::ToolTable& table)
{
    if (!haveSameRows(m_table, table)) {
        beginResetModel();
        m_table = table;
        endResetModel();
        return;
    }
    m_table = table;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

} // namespace gatehouse::models
