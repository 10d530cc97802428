// SPDX-License-Identifier: Apache-2.0
#include "ui/models/timeline_model.h"

#include "ui/text/display_text.h"
#include "ui/text/event_text.h"
#include "ui/text/time_text.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace gatehouse::models {
namespace {

using service::EventKey;

constexpr int kEventsAtOnce = 512;
constexpr std::chrono::milliseconds kGather{40};
/// More than this is not brought in piece by piece: the view starts over at the newest page.
constexpr quint64 kTooFarBehind = 4 * service::kMaxPage;
constexpr qsizetype kCellLimit = 120;

EventKey placeOf(const model::EventRow& row)
{
    return {row.event.at, row.sessionId, row.event.sequence};
}

} // namespace

TimelineModel::TimelineModel(QObject* parent)
    : QAbstractTableModel(parent)
{
    m_newerTimer.setSingleShot(true);
    m_newerTimer.setInterval(kGather);
    connect(&m_newerTimer, &QTimer::timeout, this, &TimelineModel::fetchNewer);
}

void TimelineModel::setFetch(Fetch fetch)
{
    m_fetch = std::move(fetch);
    restart();
}

void TimelineModel::setSession(std::optional<std::int64_t> sessionId)
{
    if (m_session == sessionId)
        return;
    m_session = sessionId;
    restart();
}

void TimelineModel::restart()
{
    beginResetModel();
    m_rows.clear();
    m_newestOf.clear();
    m_stored.clear();
    m_newerTimer.stop();
    m_hasMore = m_fetch != nullptr;
    m_isFetching = false;
    m_isFetchingNewer = false;
    ++m_round;
    endResetModel();
    setNewCount(0);
    fetchMore({});
}

void TimelineModel::setPaused(bool isPaused)
{
    if (m_isPaused == isPaused)
        return;
    m_isPaused = isPaused;
    if (m_isPaused)
        return;
    if (m_newCount > kTooFarBehind)
        restart();
    else
        fetchNewer();
}

void TimelineModel::setNewCount(quint64 count)
{
    if (std::exchange(m_newCount, count) != count)
        Q_EMIT newCountChanged(count);
}

int TimelineModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TimelineModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

const model::EventRow* TimelineModel::rowAt(int row) const
{
    return row >= 0 && row < rowCount() ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
}

QVariant TimelineModel::displayOf(const model::EventRow& row, int column) const
{
    const auto& event = row.event;
    switch (column) {
    case Time:
        return text::clockTime(event.at);
    case Server:
        return text::displayText(row.server.empty() ? event.server : row.server, kCellLimit);
    case Direction:
        if (!event.direction)
            return {};
        return *event.direction == model::Direction::ToServer ? tr("→ server") : tr("← server");
    case What:
        return text::eventTitle(event);
    case Tool:
        return text::displayText(event.tool, kCellLimit);
    case Outcome: {
        const auto reason = text::eventReasonText(event.reason);
        if (event.kind != "message")
            return reason;
        return reason.isEmpty() ? text::actionText(event.action)
                                : tr("%1: %2").arg(text::actionText(event.action), reason);
    }
    case Took:
        return text::durationText(event.microseconds);
    case Size:
        return event.bytes == 0 ? QString() : text::sizeText(event.bytes);
    default:
        return {};
    }
}

QVariant TimelineModel::data(const QModelIndex& index, int role) const
{
    const auto* row = index.isValid() ? rowAt(index.row()) : nullptr;
    if (row == nullptr)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return displayOf(*row, index.column());
    case Qt::ToolTipRole:
        return index.column() == Time ? text::timeToTheMillisecond(row->event.at)
                                      : text::eventSentence(row->event);
    case Qt::AccessibleTextRole:
        return index.column() == Time ? QVariant(text::eventSentence(row->event))
                                      : displayOf(*row, index.column());
    case Qt::TextAlignmentRole:
        if (index.column() == Took || index.column() == Size)
            return QVariant(Qt::AlignRight | Qt::AlignVCenter);
        return {};
    case ActionRole:
        return static_cast<int>(row->event.action);
    default:
        return {};
    }
}

QVariant TimelineModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return tr("Time");
    case Server:
        return tr("Server");
    case Direction:
        return tr("Way");
    case What:
        return tr("What");
    case Tool:
        return tr("Tool");
    case Outcome:
        return tr("Outcome");
    case Took:
        return tr("Took");
    case Size:
        return tr("Size");
    default:
        return {};
    }
}

bool TimelineModel::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && m_hasMore && !m_isFetching;
}

void TimelineModel::fetchMore(const QModelIndex& parent)
{
    if (!canFetchMore(parent))
        return;
    m_isFetching = true;
    service::EventsRequest request;
    request.sessionId = m_session;
    request.limit = kEventsAtOnce;
    if (!m_rows.empty())
        request.before = placeOf(m_rows.back());
    m_fetch(request, this, [this, round = m_round](const base::Result<QVector<model::EventRow>>& rows) {
        if (round != m_round)
            return;
        if (!rows) {
            m_hasMore = false;
            m_isFetching = false;
            Q_EMIT failed(rows.error());
            return;
        }
        const bool isFirst = m_rows.empty();
        m_hasMore = rows->size() >= kEventsAtOnce;
        // Pages come newest first, so the first row that is seen of a session is its newest.
        for (auto row = rows->crbegin(); row != rows->crend(); ++row)
            m_newestOf.emplace(row->sessionId, placeOf(*row));
        if (!rows->isEmpty()) {
            beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(rows->size()) - 1);
            m_rows.insert(m_rows.end(), rows->crbegin(), rows->crend());
            endInsertRows();
        }
        m_isFetching = false; // not before: whoever watches the rows come in may ask for more at once
        if (!isFirst)
            return;
        if (!m_stored.empty())
            m_newerTimer.start(); // what was announced while the page was under way
        Q_EMIT loaded();
    });
}

void TimelineModel::onEventsStored(qint64 sessionId, quint64 fromSequence, quint64 toSequence)
{
    if (m_session && *m_session != sessionId)
        return;
    const auto known = m_newestOf.find(sessionId);
    // What a page brought already is no news.
    if (known != m_newestOf.end() && toSequence <= known->second.sequence)
        return;
    const auto first = known == m_newestOf.end()
        ? fromSequence
        : std::max<quint64>(fromSequence, known->second.sequence + 1);
    m_stored[sessionId] += toSequence - first + 1;
    if (m_isPaused)
        setNewCount(m_newCount + (toSequence - first + 1));
    else if (!m_newerTimer.isActive())
        m_newerTimer.start();
}

void TimelineModel::fetchNewer()
{
    const bool isFirstPageOut = m_isFetching && m_rows.empty();
    if (m_isPaused || m_isFetchingNewer || isFirstPageOut || m_stored.empty() || !m_fetch)
        return;
    const auto sessionId = m_stored.begin()->first;
    m_stored.erase(m_stored.begin());
    service::EventsRequest request;
    request.sessionId = sessionId;
    request.limit = service::kMaxPage;
    // Asked per session: two journals are read at their own pace, so the newest of all tells nothing about
    // this one.
    const auto known = m_newestOf.find(sessionId);
    if (known != m_newestOf.end())
        request.after = known->second;
    else
        request.after = m_rows.empty() || !m_hasMore ? EventKey{} : EventKey{placeOf(m_rows.back()).at, 0, 0};
    m_isFetchingNewer = true;
    m_fetch(request, this,
        [this, sessionId, round = m_round](const base::Result<QVector<model::EventRow>>& rows) {
            if (round != m_round)
                return;
            m_isFetchingNewer = false;
            if (rows)
                takeNewer(sessionId, *rows);
            else
                Q_EMIT failed(rows.error());
            if (m_stored.empty())
                setNewCount(0);
            else
                fetchNewer();
        });
}

void TimelineModel::takeNewer(std::int64_t sessionId, const QVector<model::EventRow>& rows)
{
    if (rows.isEmpty())
        return;
    const auto newest = m_rows.empty() ? EventKey{} : placeOf(m_rows.front());
    qsizetype late = 0; // events of a journal that was read later than another's newer ones
    while (late < rows.size() && placeOf(rows[late]) <= newest)
        insertAtPlace(rows[late++]);
    insertOnTop(rows, late);
    m_newestOf[sessionId] = std::max(m_newestOf[sessionId], placeOf(rows.back()));
    if (rows.size() >= service::kMaxPage)
        m_stored[sessionId] += 1;
}

void TimelineModel::insertOnTop(const QVector<model::EventRow>& rows, qsizetype from)
{
    if (from >= rows.size())
        return;
    beginInsertRows({}, 0, static_cast<int>(rows.size() - from) - 1);
    for (qsizetype at = from; at < rows.size(); ++at)
        m_rows.push_front(rows[at]);
    endInsertRows();
}

void TimelineModel::insertAtPlace(const model::EventRow& row)
{
    const auto key = placeOf(row);
    const auto place = std::lower_bound(m_rows.begin(), m_rows.end(), key,
        [](const model::EventRow& other, const EventKey& wanted) { return placeOf(other) > wanted; });
    const bool isKnown = place != m_rows.end() && placeOf(*place) == key;
    // Below the last row that was read it comes with its page.
    if (isKnown || (place == m_rows.end() && m_hasMore))
        return;
    const int at = static_cast<int>(std::distance(m_rows.begin(), place));
    beginInsertRows({}, at, at);
    m_rows.insert(place, row);
    endInsertRows();
}

} // namespace gatehouse::models
