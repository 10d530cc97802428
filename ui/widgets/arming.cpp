// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/arming.h"

#include <algorithm>
#include <utility>

namespace gatehouse::widgets {
namespace {

/// The press that activates a window comes with the activation; one by hand after it does not.
constexpr qint64 kSamePress = 120;
/// A pointer that is in the window for this long was moved there; one that was just uncovered was not.
constexpr qint64 kAimed = 250;

} // namespace

Arming::Arming(QObject* parent, std::function<qint64()> now)
    : QObject(parent)
    , m_now(std::move(now))
{
    m_clock.start();
    if (!m_now)
        m_now = [this] { return m_clock.elapsed(); };
    m_disturbed = m_now();
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (isArmed())
            Q_EMIT armedChanged(true);
        else
            expectArmed();
    });
}

void Arming::expectArmed()
{
    const auto since = std::max(m_disturbed, m_activated);
    m_timer.start(static_cast<int>(std::max<qint64>(1, since + kDeadMilliseconds - m_now())));
}

void Arming::disturb()
{
    m_disturbed = m_now();
    Q_EMIT armedChanged(false);
    expectArmed();
}

void Arming::activated()
{
    m_activated = m_now();
    expectArmed();
    if (!isArmedForPress())
        Q_EMIT armedChanged(false);
}

void Arming::pointerEntered()
{
    m_entered = m_now();
}
void Arming::pointerLeft()
{
    m_entered = -1;
}

bool Arming::isQuietSince(qint64 moment) const
{
    return m_now() - moment >= kDeadMilliseconds;
}

bool Arming::isArmed() const
{
    return isQuietSince(m_disturbed) && isQuietSince(m_activated);
}

bool Arming::isArmedForPress() const
{
    if (!isQuietSince(m_disturbed))
        return false;
    const bool activatedByThisPress =
        m_now() - m_activated <= kSamePress && m_entered >= 0 && m_activated - m_entered >= kAimed;
    return activatedByThisPress || isQuietSince(m_activated);
}

} // namespace gatehouse::widgets
