// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"

#include <QString>

#include <cstdint>

namespace gatehouse::text {

/// "just now", "4 min ago", "today 14:02", "yesterday 09:10", "3 Nov 2026"; "never" for 0. Local time.
QString relativeTime(base::UnixMilliseconds at, base::UnixMilliseconds now);

/// "14:02:07", local time.
QString clockTime(base::UnixMilliseconds at);

/// "2026-11-22 14:02:07", local time; "never" for 0.
QString exactTime(base::UnixMilliseconds at);

/// "2026-11-22 14:02:07.123", where one looks closer at a line of a journal.
QString timeToTheMillisecond(base::UnixMilliseconds at);

/// "0.2 ms", "41 ms", "1.3 s", "4 min 10 s"; empty for what was not measured (below 0).
QString durationText(std::int64_t microseconds);

/// "812 B", "4.0 KB", "1.5 MB".
QString sizeText(std::uint64_t bytes);

} // namespace gatehouse::text
