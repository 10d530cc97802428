// SPDX-License-Identifier: Apache-2.0
#include "ui/models/matter_model.h"

#include "ui/text/matter_text.h"

namespace gatehouse::models {

int MatterModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_matters.size());
}

const service::Matter* MatterModel::matterAt(int row) const
{
    return row >= 0 && row < m_matters.size() ? &m_matters[row] : nullptr;
}

QVariant MatterModel::data(const QModelIndex& index, int role) const
{
    const auto* const matter = matterAt(index.row());
    if (matter == nullptr)
        return {};
    if (role == Qt::DisplayRole)
        return text::matterTitle(*matter);
    if (role == DetailRole || role == Qt::AccessibleDescriptionRole)
        return text::matterSentence(*matter);
    return {};
}

void MatterModel::setMatters(const QVector<service::Matter>& matters)
{
    if (m_matters == matters)
        return;
    beginResetModel();
    m_matters = matters;
    endResetModel();
}

} // namespace gatehouse::models
