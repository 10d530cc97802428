// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/service/timeline_service.h"

#include <QAbstractTableModel>
#include <QTimer>
#include <QVector>

#include <deque>
#include <functional>
#include <map>
#include <optional>

namespace gatehouse::models {

/// Events, newest first. Older ones are read in pages as the view scrolls down (keyset, so a page costs the
/// same at any depth); newer ones come in on top as they are stored, unless following is paused, when they
/// are only counted.
class TimelineModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Time, Server, Direction, What, Tool, Outcome, Took, Size, ColumnCount };
    enum Role { ActionRole = Qt::UserRole };
    using Fetch = std::function<void(const service::EventsRequest& request, QObject* context,
        service::Completion<QVector<model::EventRow>> done)>;

    explicit TimelineModel(QObject* parent = nullptr);

    void setFetch(Fetch fetch);
    /// The events of one session, or of all. Starts over at the newest.
    void setSession(std::optional<std::int64_t> sessionId);
    /// While paused new events are counted; resuming brings them.
    void setPaused(bool isPaused);
    bool isPaused() const { return m_isPaused; }
    quint64 newCount() const { return m_newCount; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

    /// Null where the row is not there; good until the model changes.
    const model::EventRow* rowAt(int row) const;

public Q_SLOTS:
    void onEventsStored(qint64 sessionId, quint64 fromSequence, quint64 toSequence);

Q_SIGNALS:
    void newCountChanged(quint64 count);
    void failed(const gatehouse::base::Error& error);
    /// The first page is there, be it empty.
    void loaded();

private:
    void restart();
    void fetchNewer();
    void takeNewer(std::int64_t sessionId, const QVector<model::EventRow>& rows);
    void insertOnTop(const QVector<model::EventRow>& rows, qsizetype from);
    void insertAtPlace(const model::EventRow& row);
    void setNewCount(quint64 count);
    QVariant displayOf(const model::EventRow& row, int column) const;

    Fetch m_fetch;
    std::deque<model::EventRow> m_rows; ///< newest first; a deque, since it grows at both ends
    std::optional<std::int64_t> m_session;
    std::map<std::int64_t, service::EventKey> m_newestOf; ///< of each session, to ask for what came after it
    std::map<std::int64_t, quint64> m_stored;             ///< sessions with events that are not read yet
    QTimer m_newerTimer;                                  ///< many small announcements become one read
    bool m_hasMore = false;
    bool m_isFetching = false;
    bool m_isFetchingNewer = false;
    bool m_isPaused = false;
    quint64 m_newCount = 0;
    quint64 m_round = 0; ///< tells answers to an earlier choice of session
};

} // namespace gatehouse::models
