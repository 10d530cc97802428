// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/appearance.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace gatehouse::widgets {
namespace {

constexpr uint kPrefersDark = 1; // color-scheme: 0 no preference, 1 dark, 2 light

const QString& portalService()
{
    static const QString name = QStringLiteral("org.freedesktop.portal.Desktop");
    return name;
}
const QString& portalPath()
{
    static const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
    return path;
}
const QString& settingsInterface()
{
    static const QString name = QStringLiteral("org.freedesktop.portal.Settings");
    return name;
}
const QString& appearanceSpace()
{
    static const QString name = QStringLiteral("org.freedesktop.appearance");
    return name;
}

} // namespace

AppearanceWatch::AppearanceWatch(QObject* parent)
    : QObject(parent)
{
    auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(portalService(), portalPath(), settingsInterface(), QStringLiteral("SettingChanged"), this,
        SLOT(onSettingChanged(QString, QString, QDBusVariant)));
    auto call = QDBusMessage::createMethodCall(
        portalService(), portalPath(), settingsInterface(), QStringLiteral("Read"));
    call << appearanceSpace() << QStringLiteral("color-scheme");
    // Not started for our sake: a desktop that has a portal runs it.
    call.setAutoStartService(false);
    auto* answer = new QDBusPendingCallWatcher(bus.asyncCall(call), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* watcher) {
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        if (!reply.isError())
            take(reply.value().variant());
        watcher->deleteLater();
    });
}

void AppearanceWatch::onSettingChanged(const QString& space, const QString& key, const QDBusVariant& value)
{
    if (space == appearanceSpace() && key == QStringLiteral("color-scheme"))
        take(value.variant());
}

void AppearanceWatch::take(const QVariant& value)
{
    // Read() wraps the value twice.
    const auto plain = value.canConvert<QDBusVariant>() ? value.value<QDBusVariant>().variant() : value;
    Q_EMIT appearanceChanged(plain.toUInt() == kPrefersDark ? Appearance::Dark : Appearance::Light);
}

} // namespace gatehouse::widgets
