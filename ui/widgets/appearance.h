// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/theme.h"

#include <QDBusVariant>
#include <QObject>

namespace gatehouse::widgets {

/// Follows the desktop's choice between light and dark through the settings portal, since Qt 6.4 does not
/// tell it. Where nobody answers it stays light. Never waits.
class AppearanceWatch final : public QObject {
    Q_OBJECT
public:
    explicit AppearanceWatch(QObject* parent = nullptr);

Q_SIGNALS:
    void appearanceChanged(gatehouse::widgets::Appearance appearance);

private Q_SLOTS:
    void onSettingChanged(const QString& space, const QString& key, const QDBusVariant& value);

private:
    void take(const QVariant& value);
};

} // namespace gatehouse::widgets
