// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/behaviour_watch.h"
#include "tests/support/developer_weeks/weeks.h"

#include <memory>
#include <string>
#include <vector>

namespace gatehouse::weeks {

inline constexpr base::ShortHashKey kKey{7, 1, 8, 2};

/// Plays calls to a watch as a session would: each is judged, passes, is answered and settled. What was
/// learned goes through the file format whenever a session begins.
class Player {
public:
    explicit Player(trust::Baseline baseline = {{"claude-code", "server", "ref"}, 1});

    /// What was found in the call and its answer.
    std::vector<trust::Deviation> play(const Call& call);
    /// The call comes and is refused, by a policy or by the user.
    std::vector<trust::Deviation> refuse(const Call& call);
    void restart();

    trust::BehaviourWatch& watch() { return *m_watch; }
    const trust::Baseline& baseline() const { return m_watch->baseline(); }

private:
    std::unique_ptr<trust::BehaviourWatch> m_watch;
};

} // namespace gatehouse::weeks
