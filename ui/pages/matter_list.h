// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/matter_model.h"
#include "ui/pages/page.h"

#include <QWidget>

class QGridLayout;
class QPushButton;

namespace gatehouse::widgets {
class PlainLabel;
}

namespace gatehouse::pages {

/// What clients did to their files, each with the two things that can be done about it. Hidden where there is
/// nothing.
class MatterList final : public QWidget {
    Q_OBJECT
public:
    MatterList(models::MatterModel& matters, const PageActions& actions, QWidget* parent);

Q_SIGNALS:
    /// The user wants to see what guarding would change.
    void protectionRequested();

private:
    void rebuild();
    void addRow(int row, const service::Matter& matter);
    QPushButton* addButton(const QString& text, const QString& about);
    void putBack(const std::string& ref);

    models::MatterModel& m_matters;
    PageActions m_actions;
    QWidget* m_rows;
    QGridLayout* m_grid = nullptr;
    widgets::PlainLabel* m_result;
};

} // namespace gatehouse::pages
