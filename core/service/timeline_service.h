// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/rows.h"
#include "core/service/completion.h"

#include <QObject>
#include <QVector>

#include <cstdint>
#include <optional>

namespace gatehouse::service {

class StoreThread;

/// The place of an event among all events; every EventRow has one, so that a page can start where the last
/// one ended.
struct EventKey {
    base::UnixMilliseconds at = 0;
    std::int64_t sessionId = 0;
    std::uint64_t sequence = 0;

    // clang-tidy 14 takes the zero that its comparison is compared with for a null pointer.
    auto operator<=>(const EventKey&) const = default; // NOLINT(modernize-use-nullptr)
};

EventKey keyOf(const model::EventRow& row);

/// A page of events, oldest first within the page.
struct EventsRequest {
    std::optional<std::int64_t> sessionId; ///< without one: of all sessions
    std::optional<EventKey> before;        ///< the newest events before it
    std::optional<EventKey> after;         ///< the oldest events after it; wins over `before`
    base::UnixMilliseconds since = 0;      ///< nothing older
    int limit = 512;                       ///< 1 to kMaxPage
};

inline constexpr int kMaxPage = 4096;

/// What happened, in pages from the database. Live events are announced once they are stored, so that what
/// the timeline shows is what a later start would show.
class TimelineService final : public QObject {
    Q_OBJECT
public:
    explicit TimelineService(StoreThread& store, QObject* parent = nullptr);

    /// Newest first, from the `offset`th on.
    void sessions(int offset, int limit, QObject* context, Completion<QVector<model::SessionRow>> done);
    void events(const EventsRequest& request, QObject* context, Completion<QVector<model::EventRow>> done);

Q_SIGNALS:
    /// A session began, went on or ended.
    void sessionUpserted(const gatehouse::model::SessionRow& row);
    /// The events `fromSequence` … `toSequence` of a session can be read now.
    void eventsStored(qint64 sessionId, quint64 fromSequence, quint64 toSequence);

private:
    StoreThread& m_store;
};

} // namespace gatehouse::service
