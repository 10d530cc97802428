// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/entry_diff.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::clients {

using HealingTime = std::chrono::milliseconds; ///< of any clock that never goes back

struct HealingLimits {
    std::chrono::milliseconds quiet{
        2000}; ///< so long nobody may have written a file before anything is concluded
    std::chrono::milliseconds longestWait{30'000}; ///< then it is looked at although somebody still writes
    std::chrono::milliseconds window{10 * 60'000};
    std::size_t rewrites =
        3; ///< of one file within `window`; who wants one more has a client that writes against it
};

/// Which files were touched, and when each is quiet: many clients write by truncating first, some in several
/// steps. Pure: time is given.
class QuietFiles {
public:
    explicit QuietFiles(const HealingLimits& limits = {})
        : m_limits(limits)
    {
    }

    void touched(const std::string& path, HealingTime now);
    /// When the next of them will be quiet; nothing where none was touched.
    std::optional<HealingTime> next() const;
    /// Those that are quiet at `now`, sorted; they are forgotten.
    std::vector<std::string> take(HealingTime now);

private:
    struct Touch {
        HealingTime first{};
        HealingTime last{};
    };
    HealingTime dueAt(const Touch& touch) const;

    HealingLimits m_limits;
    std::map<std::string, Touch> m_touches;
};

/// What is to be done about one file as it is now.
struct HealingDecision {
    std::vector<std::string> protectAgain; ///< refs that a client unwrapped
    std::vector<std::string> putBack;      ///< refs that a client dropped: to be offered
    std::vector<std::string> ask;          ///< refs that are new
    bool stops = false; ///< `protectAgain` would be one rewrite too many: stop, and tell the user

    bool operator==(const HealingDecision&) const = default;
};

/// Decides from the state of the file and not from what changed, so that what a kill cut off is done at the
/// next look. `rewrites`: how often we wrote this file within HealingLimits::window to protect it again.
HealingDecision decideHealing(
    const FileView& file, const ActiveRefs& active, std::size_t rewrites, const HealingLimits& limits = {});

} // namespace gatehouse::clients
