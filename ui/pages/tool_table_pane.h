// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/tool_table_model.h"
#include "ui/pages/page.h"

#include <QWidget>

#include <string>
#include <vector>

class QPushButton;
class QTableView;

namespace gatehouse::widgets {
class PlainLabel;
}

namespace gatehouse::pages {

/// The table of one server's tools: what calls of each do, and buttons that decide on those that are chosen,
/// or with one click on all. Hidden where nothing is known of any.
class ToolTablePane final : public QWidget {
    Q_OBJECT
public:
    ToolTablePane(const PageActions& actions, QWidget* parent);

    /// Reads the server's tools; an empty ref shows nothing.
    void show(const std::string& serverRef);
    /// Reads them again where it is this server's that are shown.
    void reload(const std::string& serverRef);

private:
    void take(const service::ToolTable& table);
    void decide(model::ToolDecision decision);
    void decideAll();
    void send(std::vector<model::ToolRule> rules);
    std::vector<std::string> chosen() const;
    void update();

    PageActions m_actions;
    models::ToolTableModel m_model;
    QTableView* m_view;
    std::vector<QPushButton*> m_buttons; ///< for those that are chosen
    QPushButton* m_readOnly;
    QPushButton* m_othersAsUsual; ///< where something is decided on all that no decision names
    widgets::PlainLabel* m_others;
    std::string m_serverRef;
};

} // namespace gatehouse::pages
