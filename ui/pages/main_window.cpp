// SPDX-License-Identifier: Apache-2.0
#include "ui/pages/main_window.h"

#include "ui/widgets/plain_label.h"
#include "ui/widgets/shape_icon.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/undo_bar.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QShortcut>
#include <QStackedWidget>
#include <QStatusBar>
#include <QVBoxLayout>

namespace gatehouse::pages {

#define GATEHOUSE_PAGE(Name, id) Page* make##Name##Page(const PageContext& context, QWidget* parent);
#include "ui/pages/pages.def"
#undef GATEHOUSE_PAGE

MainWindow::MainWindow(const PageContext& context, QWidget* parent)
    : QMainWindow(parent)
    , m_list(new QListWidget(this))
    , m_stack(new QStackedWidget(this))
    , m_undo(new widgets::UndoBar(this))
    , m_status(new widgets::PlainLabel({}, this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Gatehouse"));
    setWindowIcon(widgets::applicationIcon());
    resize(1240, 720);

    constexpr int kListWidth = 172;
    m_list->setFixedWidth(kListWidth);
    m_list->setAccessibleName(tr("Pages"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFont(widgets::scaledFont(1.05));
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setSpacing(2);
    m_list->viewport()->setBackgroundRole(QPalette::Window);
    connect(m_list, &QListWidget::currentRowChanged, this, [this](int row) { enter(row); });

    auto* centre = new QWidget(this);
    auto* layout = new QHBoxLayout(centre);
    layout->setContentsMargins(8, 8, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_list);
    auto* right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_stack, 1);
    right->addWidget(m_undo);
    layout->addLayout(right, 1);
    const auto* undo = new QShortcut(QKeySequence::Undo, this);
    connect(undo, &QShortcut::activated, m_undo, &widgets::UndoBar::undo);
    setCentralWidget(centre);
    m_status->setWordWrap(false);
    m_status->setContentsMargins(8, 0, 8, 0);
    statusBar()->addWidget(m_status, 1);

#define GATEHOUSE_PAGE(Name, id) addPage(QStringLiteral(id), make##Name##Page(context, this));
#include "ui/pages/pages.def"
#undef GATEHOUSE_PAGE
    updateBadges();
    m_list->setCurrentRow(0);
}

void MainWindow::addPage(const QString& id, Page* page)
{
    constexpr int kRowHeight = 34;
    m_ids << id;
    m_stack->addWidget(page);
    auto* item = new QListWidgetItem(page->title(), m_list);
    item->setSizeHint(QSize(0, kRowHeight));
    connect(page, &Page::badgeChanged, this, &MainWindow::updateBadges);
    connect(page, &Page::pageRequested, this, &MainWindow::showPage);
}

void MainWindow::updateBadges()
{
    for (int row = 0; row < m_stack->count(); ++row) {
        const auto* page = qobject_cast<Page*>(m_stack->widget(row));
        const auto text =
            page->badge() == 0 ? page->title() : tr("%1 (%2)").arg(page->title()).arg(page->badge());
        m_list->item(row)->setText(text);
        auto font = m_list->font();
        font.setBold(page->badge() > 0);
        m_list->item(row)->setFont(font);
    }
}

void MainWindow::enter(int row, const std::string& serverRef)
{
    if (row < 0 || row >= m_stack->count())
        return;
    m_stack->setCurrentIndex(row);
    qobject_cast<Page*>(m_stack->widget(row))->entered(serverRef);
}

QString MainWindow::currentPage() const
{
    return m_ids.value(m_list->currentRow());
}

void MainWindow::showPage(const QString& id, const std::string& serverRef)
{
    const auto row = m_ids.indexOf(id);
    if (row >= 0) {
        const QSignalBlocker entersOnce(m_list);
        m_list->setCurrentRow(static_cast<int>(row));
    }
    enter(m_list->currentRow(), serverRef);
    if (isMinimized())
        showNormal();
    show();
    raise();
    activateWindow();
}

void MainWindow::setStatus(const QString& sentence)
{
    m_status->setText(sentence);
}

} // namespace gatehouse::pages
