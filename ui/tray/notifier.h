// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QStringList>

namespace gatehouse::tray {

/// What a notification says. Both come from outside in part: they are made safe before they are sent.
struct Notice {
    QString summary;
    QString body;
};

/// The arguments of org.freedesktop.Notifications.Notify that depend on what the daemon can do.
struct NotifyArguments {
    QString body;
    QStringList actions; ///< key, label, key, label …; never one that allows
};
NotifyArguments notifyArguments(const Notice& notice, const QStringList& capabilities);

/// One notification at a time through the desktop's daemon: Review and Deny…, never Allow, since a
/// notification can be clicked on a locked screen, and says too little to decide on. Never waits for the
/// daemon.
class Notifier final : public QObject {
    Q_OBJECT
public:
    explicit Notifier(QObject* parent = nullptr);

    /// Shows it, in place of the one that shows.
    void show(const Notice& notice);
    void withdraw();

Q_SIGNALS:
    /// Review, Deny… or the notification itself was chosen: all of them open the card.
    void reviewRequested();
    /// No daemon took it.
    void failed();

private Q_SLOTS:
    void onActionInvoked(uint id, const QString& key);
    void onClosed(uint id, uint reason);

private:
    void send(const Notice& notice);

    QStringList m_capabilities;
    bool m_knowsCapabilities = false;
    bool m_isSending = false;
    bool m_isWithdrawn = false;
    uint m_id = 0; ///< 0: none shows
};

} // namespace gatehouse::tray
