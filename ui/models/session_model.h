// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/rows.h"
#include "core/service/completion.h"

#include <QAbstractTableModel>
#include <QVector>

#include <functional>
#include <vector>

namespace gatehouse::models {

/// The guarded sessions, newest first, read page by page. Row 0 stands for all of them.
class SessionModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Server, Started, Events, ColumnCount };
    enum Role { SessionIdRole = Qt::UserRole, IsLiveRole };
    /// Reads `limit` sessions from the `offset`th on, newest first.
    using Fetch = std::function<void(
        int offset, int limit, QObject* context, service::Completion<QVector<model::SessionRow>> done)>;

    using QAbstractTableModel::QAbstractTableModel;

    /// Starts over with another source.
    void setFetch(Fetch fetch);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

public Q_SLOTS:
    /// Puts a new session on top, or updates the row with the same id.
    void upsert(const gatehouse::model::SessionRow& row);

Q_SIGNALS:
    void failed(const gatehouse::base::Error& error);

private:
    void take(const QVector<model::SessionRow>& rows, int asked);
    QVariant displayOf(const model::SessionRow& row, int column) const;

    Fetch m_fetch;
    std::vector<model::SessionRow> m_rows;
    bool m_hasMore = false;
    bool m_isFetching = false;
    quint64 m_round = 0; ///< tells answers to an earlier source
};

} // namespace gatehouse::models
