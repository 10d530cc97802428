// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/pages/page.h"

#include <QMainWindow>
#include <QStringList>

class QListWidget;
class QStackedWidget;

namespace gatehouse::widgets {
class PlainLabel;
class UndoBar;
} // namespace gatehouse::widgets

namespace gatehouse::pages {

/// The window with all pages, a list of them to the left. Closing hides it; the program goes on in the tray.
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(const PageContext& context, QWidget* parent = nullptr);

    /// Shows the page of that id, or the last one where the id is empty or unknown, and brings the window to
    /// the front.
    void showPage(const QString& id, const std::string& serverRef = {});
    QString currentPage() const;
    /// The line below everything: how things stand, in words.
    void setStatus(const QString& sentence);
    /// The line that takes the last decision back; Ctrl+Z does what its button does.
    widgets::UndoBar& undoBar() { return *m_undo; }

private:
    void addPage(const QString& id, Page* page);
    void updateBadges();
    void enter(int row, const std::string& serverRef = {});

    QListWidget* m_list;
    QStackedWidget* m_stack;
    widgets::UndoBar* m_undo;
    widgets::PlainLabel* m_status;
    QStringList m_ids;
};

} // namespace gatehouse::pages
