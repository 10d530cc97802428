// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/rows.h"
#include "core/store/database.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace gatehouse::store {

/// The place of an event in the timeline; equal times are parted by session and sequence.
struct EventKey {
    base::UnixMilliseconds at = 0;
    std::int64_t sessionId = 0;
    std::uint64_t sequence = 0;
};

EventKey keyOf(const model::EventRow& row);

enum class TimelineOrder { NewestFirst, OldestFirst };

/// Events of all journals. Pages go on by key and not by number, so that what arrives meanwhile moves
/// nothing.
class TimelineStore {
public:
    explicit TimelineStore(Database& database)
        : m_database(database)
    {
    }

    base::Result<std::vector<model::EventRow>> page(
        TimelineOrder order, std::optional<EventKey> after, int limit);
    base::Result<std::vector<model::EventRow>> pageOfSession(
        std::int64_t sessionId, TimelineOrder order, std::optional<std::uint64_t> afterSequence, int limit);

    struct Arrivals {
        std::vector<model::EventRow> rows;
        std::int64_t last = 0; ///< give it to the next call
    };
    /// What was folded since, in the order of arrival, which need not be that of time: for following live.
    base::Result<Arrivals> arrivedAfter(std::int64_t last, int limit);
    /// Where following begins.
    base::Result<std::int64_t> lastArrival();

    base::Result<std::int64_t> count();
    base::Result<std::int64_t> countOfSession(std::int64_t sessionId);

private:
    base::Result<std::vector<model::EventRow>> collect(Query& rows);

    Database& m_database;
};

} // namespace gatehouse::store
