// SPDX-License-Identifier: Apache-2.0
#include "ui/tray/notifier.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QVariantMap>

namespace gatehouse::tray {
namespace {

const QString& service()
{
    static const QString name = QStringLiteral("org.freedesktop.Notifications");
    return name;
}
const QString& path()
{
    static const QString name = QStringLiteral("/org/freedesktop/Notifications");
    return name;
}

QDBusMessage callOf(const QString& method)
{
    return QDBusMessage::createMethodCall(service(), path(), service(), method);
}

constexpr uchar kCritical = 2;
constexpr int kNeverExpires = 0;

} // namespace

NotifyArguments notifyArguments(const Notice& notice, const QStringList& capabilities)
{
    NotifyArguments arguments;
    if (capabilities.contains(QStringLiteral("body")))
        arguments.body =
            capabilities.contains(QStringLiteral("body-markup")) ? notice.body.toHtmlEscaped() : notice.body;
    if (capabilities.contains(QStringLiteral("actions")))
        arguments.actions = {QStringLiteral("default"), Notifier::tr("Review"), QStringLiteral("review"),
            Notifier::tr("Review"), QStringLiteral("deny"), Notifier::tr("Deny…")};
    return arguments;
}

Notifier::Notifier(QObject* parent)
    : QObject(parent)
{
    auto bus = QDBusConnection::sessionBus();
    bus.connect(service(), path(), service(), QStringLiteral("ActionInvoked"), this,
        SLOT(onActionInvoked(uint, QString)));
    bus.connect(
        service(), path(), service(), QStringLiteral("NotificationClosed"), this, SLOT(onClosed(uint, uint)));
}

void Notifier::show(const Notice& notice)
{
    auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        // Told later, so that the caller hears it the same way in every case.
        QMetaObject::invokeMethod(this, &Notifier::failed, Qt::QueuedConnection);
        return;
    }
    m_isWithdrawn = false;
    if (m_knowsCapabilities) {
        send(notice);
        return;
    }
    auto* answer =
        new QDBusPendingCallWatcher(bus.asyncCall(callOf(QStringLiteral("GetCapabilities"))), this);
    connect(
        answer, &QDBusPendingCallWatcher::finished, this, [this, notice](QDBusPendingCallWatcher* watcher) {
            const QDBusPendingReply<QStringList> reply = *watcher;
            watcher->deleteLater();
            if (reply.isError()) {
                Q_EMIT failed();
                return;
            }
            m_capabilities = reply.value();
            m_knowsCapabilities = true;
            send(notice);
        });
}

void Notifier::send(const Notice& notice)
{
    if (m_isSending || m_isWithdrawn)
        return;
    const auto arguments = notifyArguments(notice, m_capabilities);
    QVariantMap hints;
    hints.insert(QStringLiteral("urgency"), QVariant::fromValue(kCritical));
    hints.insert(QStringLiteral("desktop-entry"), QStringLiteral("gatehouse"));
    auto call = callOf(QStringLiteral("Notify"));
    call << QStringLiteral("Gatehouse") << m_id << QStringLiteral("gatehouse") << notice.summary
         << arguments.body << arguments.actions << hints << kNeverExpires;
    m_isSending = true;
    auto* answer = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* watcher) {
        const QDBusPendingReply<uint> reply = *watcher;
        watcher->deleteLater();
        m_isSending = false;
        if (reply.isError()) {
            m_knowsCapabilities = false; // another daemon may come
            Q_EMIT failed();
            return;
        }
        m_id = reply.value();
        if (m_isWithdrawn)
            withdraw();
    });
}

void Notifier::withdraw()
{
    m_isWithdrawn = true;
    if (m_id == 0 || m_isSending)
        return;
    auto call = callOf(QStringLiteral("CloseNotification"));
    call << m_id;
    QDBusConnection::sessionBus().send(call);
    m_id = 0;
}

void Notifier::onActionInvoked(uint id, const QString&)
{
    if (id == m_id && m_id != 0)
        Q_EMIT reviewRequested();
}

void Notifier::onClosed(uint id, uint)
{
    if (id == m_id)
        m_id = 0;
}

} // namespace gatehouse::tray
