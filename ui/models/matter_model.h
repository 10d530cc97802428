// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/service/healer.h"

#include <QAbstractListModel>
#include <QVector>

namespace gatehouse::models {

/// What clients did to their files and the user is to decide, one row each. Holds copies only.
class MatterModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { DetailRole = Qt::UserRole };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

    /// Null where the row is not there; good until the model changes.
    const service::Matter* matterAt(int row) const;

public Q_SLOTS:
    void setMatters(const QVector<gatehouse::service::Matter>& matters);

private:
    QVector<service::Matter> m_matters;
};

} // namespace gatehouse::models
