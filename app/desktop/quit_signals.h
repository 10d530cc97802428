// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

namespace gatehouse::desktop {

/// Turns the signals that ask a program to end (TERM, INT, HUP) into an ordinary quit of the event loop, so
/// that the tray icon and the notification go with it. One for each process.
class QuitSignals final : public QObject {
    Q_OBJECT
public:
    explicit QuitSignals(QObject* parent = nullptr);
    ~QuitSignals() override;
};

} // namespace gatehouse::desktop
