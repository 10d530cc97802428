// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/undo_bar.h"

#include "ui/widgets/plain_label.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPushButton>

#include <utility>

namespace gatehouse::widgets {

UndoBar::UndoBar(QWidget* parent)
    : QWidget(parent)
    , m_sentence(new PlainLabel({}, this))
    , m_button(new QPushButton(tr("&Undo"), this))
{
    setObjectName(QStringLiteral("undoBar"));
    m_button->setToolTip(tr("Take the last decision back (Ctrl+Z)"));
    m_button->setAutoDefault(false);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->addWidget(m_sentence, 1);
    layout->addWidget(m_button);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { withdraw(m_id); });
    connect(m_button, &QPushButton::clicked, this, &UndoBar::undo);
    hide();
}

void UndoBar::offer(const QString& id, const QString& sentence, int milliseconds)
{
    m_id = id;
    m_sentence->setText(sentence);
    m_button->setAccessibleName(tr("Undo: %1").arg(sentence));
    setAccessibleName(sentence);
    show();
    m_timer.start(milliseconds);
    // The focus stays where the user works, so nothing else would say that there is something to undo.
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void UndoBar::withdraw(const QString& id)
{
    if (id != m_id)
        return;
    m_timer.stop();
    m_id.clear();
    hide();
}

void UndoBar::undo()
{
    if (m_id.isEmpty())
        return;
    const auto id = std::exchange(m_id, {});
    m_timer.stop();
    hide();
    Q_EMIT undoRequested(id);
}

} // namespace gatehouse::widgets
