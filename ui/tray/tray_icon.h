// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/tray/tray_state.h"

#include <QMenu>
#include <QObject>
#include <QSystemTrayIcon>

#include <memory>

namespace gatehouse::tray {

/// The icon and its menu. Works the same where no tray exists: then nothing shows, and it appears when one
/// does.
class TrayIcon final : public QObject {
    Q_OBJECT
public:
    explicit TrayIcon(QObject* parent = nullptr);
    ~TrayIcon() override;

    void setSituation(const Situation& situation);
    static bool isTrayAvailable() { return QSystemTrayIcon::isSystemTrayAvailable(); }

Q_SIGNALS:
    void reviewRequested();
    void pageRequested(const QString& id);
    void quitRequested();

private:
    QAction* addPage(const QString& text, const QString& id);

    std::unique_ptr<QMenu> m_menu; ///< a menu has no parent here: the tray does not own it
    QSystemTrayIcon m_icon;
    QAction* m_status = nullptr;
    QAction* m_review = nullptr;
    TrayState m_shown = TrayState::NoClients;
};

} // namespace gatehouse::tray
