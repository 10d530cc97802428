// SPDX-License-Identifier: Apache-2.0
#include "ui/models/session_model.h"

#include "ui/text/display_text.h"
#include "ui/text/time_text.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace gatehouse::models {
namespace {

constexpr int kSessionsAtOnce = 200;
constexpr qsizetype kServerNameLimit = 60;

} // namespace

void SessionModel::setFetch(Fetch fetch)
{
    beginResetModel();
    m_fetch = std::move(fetch);
    m_rows.clear();
    m_hasMore = m_fetch != nullptr;
    m_isFetching = false;
    ++m_round;
    endResetModel();
    fetchMore({});
}

int SessionModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size()) + 1;
}

int SessionModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SessionModel::displayOf(const model::SessionRow& row, int column) const
{
    switch (column) {
    case Server:
        return text::displayText(row.server, kServerNameLimit);
    case Started:
        return row.isLive ? tr("live")
                          : text::relativeTime(row.startedAt, QDateTime::currentMSecsSinceEpoch());
    case Events:
        return row.blocked == 0 ? QString::number(row.events)
                                : tr("%1, %2 blocked").arg(row.events).arg(row.blocked);
    default:
        return {};
    }
}

QVariant SessionModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    if (index.row() == 0) {
        if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
            return index.column() == Server ? QVariant(tr("All sessions")) : QVariant();
        return role == SessionIdRole ? QVariant(qint64{-1}) : QVariant();
    }
    const auto& row = m_rows[static_cast<std::size_t>(index.row() - 1)];
    const auto sentence = [&] {
        return tr("%1 in %2, %3, %4 events")
            .arg(text::displayText(row.server, kServerNameLimit),
                text::displayText(row.client, kServerNameLimit),
                row.isLive ? tr("live") : tr("started %1").arg(text::exactTime(row.startedAt)))
            .arg(row.events);
    };
    switch (role) {
    case Qt::DisplayRole:
        return displayOf(row, index.column());
    case Qt::ToolTipRole:
        return sentence();
    case Qt::AccessibleTextRole:
        return index.column() == Server ? QVariant(sentence()) : displayOf(row, index.column());
    case SessionIdRole:
        return static_cast<qint64>(row.id);
    case IsLiveRole:
        return row.isLive;
    default:
        return {};
    }
}

QVariant SessionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Server:
        return tr("Server");
    case Started:
        return tr("Started");
    case Events:
        return tr("Events");
    default:
        return {};
    }
}

bool SessionModel::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && m_hasMore && !m_isFetching;
}

void SessionModel::fetchMore(const QModelIndex& parent)
{
    if (!canFetchMore(parent))
        return;
    m_isFetching = true;
    m_fetch(static_cast<int>(m_rows.size()), kSessionsAtOnce, this,
        [this, round = m_round](const base::Result<QVector<model::SessionRow>>& rows) {
            if (round != m_round)
                return;
            if (rows)
                take(*rows, kSessionsAtOnce);
            else
                m_hasMore = false;
            m_isFetching = false; // not before: whoever watches the rows come in may ask for more at once
            if (!rows)
                Q_EMIT failed(rows.error());
        });
}

void SessionModel::take(const QVector<model::SessionRow>& rows, int asked)
{
    m_hasMore = rows.size() >= asked;
    for (const auto& row : rows) {
        // A session that began between two pages shifts the offset; what is there already only updates.
        const auto known = std::find_if(m_rows.begin(), m_rows.end(),
            [&row](const model::SessionRow& other) { return other.id == row.id; });
        if (known != m_rows.end())
            continue;
        beginInsertRows({}, rowCount(), rowCount());
        m_rows.push_back(row);
        endInsertRows();
    }
}

void SessionModel::upsert(const model::SessionRow& row)
{
    const auto known = std::find_if(
        m_rows.begin(), m_rows.end(), [&row](const model::SessionRow& other) { return other.id == row.id; });
    if (known == m_rows.end()) {
        const auto place = std::find_if(m_rows.begin(), m_rows.end(),
            [&row](const model::SessionRow& other) { return other.startedAt <= row.startedAt; });
        const int at = static_cast<int>(place - m_rows.begin()) + 1;
        beginInsertRows({}, at, at);
        m_rows.insert(place, row);
        endInsertRows();
        return;
    }
    *known = row;
    const int at = static_cast<int>(known - m_rows.begin()) + 1;
    Q_EMIT dataChanged(index(at, 0), index(at, ColumnCount - 1));
}

} // namespace gatehouse::models
