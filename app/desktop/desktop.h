// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/desktop/options.h"
#include "core/service/gatehouse.h"
#include "ui/approvals/card_window.h"
#include "ui/models/answered_together.h"
#include "ui/models/card_list_model.h"
#include "ui/models/catalog_model.h"
#include "ui/models/matter_model.h"
#include "ui/models/protection_model.h"
#include "ui/models/session_model.h"
#include "ui/models/timeline_model.h"
#include "ui/pages/main_window.h"
#include "ui/tray/notifier.h"
#include "ui/tray/tray_icon.h"
#include "ui/widgets/appearance.h"
#include "ui/widgets/input_source.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <string>
#include <vector>

namespace gatehouse::desktop {

/// Puts the services and the windows together, and holds nothing else: what waits is in the queue, what is
/// shown in the models.
class Desktop final : public QObject {
    Q_OBJECT
public:
    Desktop(std::unique_ptr<service::Gatehouse> gatehouse, const Options& options);
    ~Desktop() override;

private:
    void connectServices();
    void connectWindows();
    void connectUndo();
    void deny(const std::string& serverRef);
    pages::PageActions pageActions();
    void showPage(const std::string& page);
    void openFirstWindow(const Options& options);
    void updateSituation();
    void updateNotice();

    std::unique_ptr<service::Gatehouse> m_gatehouse;
    models::CardListModel m_cards;
    models::CatalogModel m_catalog;
    models::MatterModel m_matters;
    models::SessionModel m_sessions;
    models::TimelineModel m_timeline;
    models::ProtectionModel m_protection;
    widgets::AppearanceWatch m_appearance;
    tray::TrayIcon m_tray;
    tray::Notifier m_notifier;
    std::unique_ptr<approvals::CardWindow> m_card;
    std::unique_ptr<pages::MainWindow> m_window;
    QTimer m_situationTimer;      ///< many changes become one look
    widgets::InputSource m_input; ///< what the user acts with, for the registry
    enum class Undoes { Answer, EntryChange, ToolsDecision };
    models::AnsweredTogether m_answers;
    models::AnsweredTogether::Decisions m_decidedTogether; ///< what the offer to undo an answer is about
    Undoes m_undoes = Undoes::Answer;                      ///< what the offer to undo is about
    std::string m_noticed;                                 ///< what the notification that shows is about
};

} // namespace gatehouse::desktop
