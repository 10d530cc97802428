// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>

namespace gatehouse::widgets {

inline constexpr qint64 kDeadMilliseconds = 700;

/// Says whether an answer counts yet. For 700 ms after anything that may have moved a button below a finger
/// (shown, content changed, stepped to another card, focused again) none does, so that a click or key that
/// was meant for something else decides nothing.
class Arming final : public QObject {
    Q_OBJECT
public:
    /// `now`: milliseconds that never go back; the default is the machine's.
    explicit Arming(QObject* parent = nullptr, std::function<qint64()> now = {});

    /// The window appeared, its content changed, or it stepped to another card.
    void disturb();
    /// The window became the active one. A press that aimed at a card which stood there long enough activates
    /// the window too, and must not be lost: see isArmedForPress().
    void activated();
    void pointerEntered();
    void pointerLeft();

    /// For keys and everything that is no pointer.
    bool isArmed() const;
    /// For a pointer's press, asked when it happens.
    bool isArmedForPress() const;

Q_SIGNALS:
    /// To draw the buttons as they are; not what decides.
    void armedChanged(bool isArmed);

private:
    bool isQuietSince(qint64 moment) const;
    void expectArmed();

    std::function<qint64()> m_now;
    QElapsedTimer m_clock;
    QTimer m_timer;
    qint64 m_disturbed = 0;
    qint64 m_activated = -kDeadMilliseconds;
    qint64 m_entered = -1; ///< -1: the pointer is elsewhere
};

} // namespace gatehouse::widgets
