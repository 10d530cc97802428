// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "tests/support/developer_weeks/random.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace gatehouse::weeks {

inline constexpr const char* kHome = "/home/dana";
inline constexpr base::UnixMilliseconds kMonday = 1'780'272'000'000; // 2026-06-01, a Monday, 00:00 UTC
inline constexpr std::int64_t kSecond = 1000;
inline constexpr std::int64_t kMinute = 60 * kSecond;
inline constexpr std::int64_t kHour = 60 * kMinute;
inline constexpr std::int64_t kDay = 24 * kHour;

/// A call as a server of some developer gets it, and what its answer is like.
struct Call {
    base::UnixMilliseconds at = 0;
    std::string tool;
    std::string arguments; ///< JSON object
    std::uint64_t bytesOut = 0;
    bool isError = false;
    bool startsSession = false; ///< the client was started anew
};

/// What a developer does with one server. Written from how such servers are used; no text of anybody.
struct Profile {
    const char* name;
    /// Of a usual day: the next thing that is done, one call or a few, without times.
    std::function<std::vector<Call>(Random&, int day)> step;
    double stepsOfDay = 60;
    bool worksSaturdays = false;
    bool hasNight = false;       ///< called at night on the second Thursday
    bool hasRefactoring = false; ///< a day with far more of all, on the first Thursday
};

/// Those that the thresholds were chosen with, and those that were only measured with afterwards.
std::vector<Profile> tunedProfiles();
std::vector<Profile> heldOutProfiles();

/// `days` from kMonday on, in the order of time: weekends, sessions that begin anew, a new project on
/// Wednesday, a large refactoring, a night.
std::vector<Call> daysOf(const Profile& profile, std::uint64_t seed, int days);

/// Something that should not have happened; its first call deviates.
struct Incident {
    const char* name;
    const char* profile; ///< that it happens to
    /// From `at` on.
    std::function<std::vector<Call>(Random&, base::UnixMilliseconds at)> calls;
    std::size_t first = 0; ///< index of the first call that deviates
    int hour = 14;         ///< of the day at which it happens
};

std::vector<Incident> tunedIncidents();
std::vector<Incident> heldOutIncidents();

// For profiles and incidents.
Call make(std::string tool, std::string arguments, double bytesOut, bool isError = false);
std::string quoted(const std::string& text);
std::string word(Random& random);
std::string text(Random& random, std::size_t bytes);

} // namespace gatehouse::weeks
