// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace gatehouse::base {

/// Milliseconds since 1970-01-01 UTC; what journals, records and the database hold.
using UnixMilliseconds = std::int64_t;
/// Microseconds of a clock that never goes back; only differences mean anything.
using MonotonicMicroseconds = std::int64_t;

/// Where time comes from. Code that decides takes times as arguments; only programs hold a Clock.
class Clock {
public:
    virtual ~Clock() = default;
    virtual UnixMilliseconds now() const = 0;
    virtual MonotonicMicroseconds monotonic() const = 0;
};

/// The clocks of the operating system.
class SystemClock final : public Clock {
public:
    UnixMilliseconds now() const override;
    MonotonicMicroseconds monotonic() const override;
};

} // namespace gatehouse::base
