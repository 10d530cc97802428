// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/guard.h"
#include "app/wrap/life_events.h"
#include "core/base/utf8.h"

#include <utility>

namespace gatehouse::wrap {
namespace {

/// What a kill can take from what was learned.
constexpr base::MonotonicMicroseconds kKeepAfter = 5'000'000;
/// After a failure: a full disk is not written to all the time.
constexpr base::MonotonicMicroseconds kKeepAgainAfter = 60'000'000;
constexpr std::size_t kManyLessons = trust::BehaviourWatch::kMaxLessons / 2;
/// However many there are: calls come by the ten thousand a second at most, and what a whole second teaches
/// beyond kMaxLessons was taught before.
constexpr base::MonotonicMicroseconds kKeepAtMostEach = 1'000'000;

} // namespace

/// What calls of this server usually are like. Whatever goes wrong here keeps nothing from running: then
/// nothing is known, and it is said.
void Guard::prepareBehaviour()
{
    const auto& identity = m_parts.standing.identity;
    const auto& places = m_parts.check.pinPlaces();
    auto files = learning::BaselineFiles::open(places.stateFolder);
    if (!files) {
        behaviourFailed("behaviour-unreadable", files.error());
        return;
    }
    m_baselines.emplace(std::move(*files));
    m_baselineName = trust::baselineFileName(identity.entryRef, m_parts.standing.digest);
    m_watch.add(m_baselines->folder());
    auto known = m_baselines->load(m_baselineName);
    if (!known && known.error().code != base::ErrorCode::NotFound)
        behaviourFailed("behaviour-unreadable", known.error());
    const trust::BaselineOwner owner{identity.entry.client, serverName(identity), identity.entryRef};
    m_session.onBehaviour(
        places.home, m_baselines->key(), known ? std::move(*known) : trust::Baseline(owner, 0));
}

void Guard::behaviourFailed(std::string kind, const base::Error& why)
{
    say("what calls of this server usually are like cannot be " +
        std::string(kind == "behaviour-unreadable" ? "read, so that it is learned anew: " : "kept: ") +
        base::printable(why.detail));
    m_out.events.push_back(ownEvent(std::move(kind), std::string(base::errorName(why.code)), {}));
}

/// Nothing is written while messages wait: a timer does it, or a great many lessons.
void Guard::keepBehaviourSoon()
{
    const auto lessons = m_session.behaviour().lessons().size();
    if (lessons == 0 || !m_baselines || (m_willKeepBehaviour && lessons < kManyLessons))
        return;
    const auto moment = m_clock.monotonic();
    if (lessons >= kManyLessons && !m_behaviourFails && moment >= m_behaviourKeptAt + kKeepAtMostEach)
        keepBehaviour(false);
    else if (!std::exchange(m_willKeepBehaviour, true))
        m_timers.set(BehaviourTimer, moment + (m_behaviourFails ? kKeepAgainAfter : kKeepAfter));
}

void Guard::keepBehaviour(bool isLast)
{
    m_willKeepBehaviour = false;
    m_timers.cancel(BehaviourTimer);
    m_behaviourKeptAt = m_clock.monotonic();
    const auto& behaviour = m_session.behaviour();
    if (!m_baselines || behaviour.lessons().empty())
        return;
    const auto epoch = behaviour.baseline().epoch();
    auto kept = m_baselines->learn(m_baselineName, behaviour.baseline(), behaviour.lessons(), isLast);
    if (!kept) {
        // Another session is at it: next time.
        const bool isBusy = kept.error().code == base::ErrorCode::Locked && !isLast;
        if (!isBusy && !std::exchange(m_behaviourFails, true))
            behaviourFailed("behaviour-not-kept", kept.error());
        return;
    }
    m_behaviourFails = false;
    if (kept->epoch() != epoch)
        m_out.events.push_back(ownEvent("behaviour-reset", {}, {}));
    m_session.onBehaviour({}, {}, std::move(*kept));
}

/// The file has changed: by this session, by another one, or because the user wants all of it forgotten.
void Guard::rereadBehaviour()
{
    if (!m_baselines)
        return;
    auto known = m_baselines->load(m_baselineName);
    if (!known || known->epoch() == m_session.behaviour().baseline().epoch())
        return;
    m_session.onBehaviour({}, {}, std::move(*known));
    m_out.events.push_back(ownEvent("behaviour-reset", {}, {}));
}

} // namespace gatehouse::wrap
