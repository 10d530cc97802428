// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/plain_label.h"

#include "ui/widgets/theme.h"

#include <QEvent>

namespace gatehouse::widgets {

PlainLabel::PlainLabel(const QString& text, QWidget* parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setOpenExternalLinks(false);
    setText(text);
}

void PlainLabel::setTone(const QColor& color)
{
    auto changed = palette();
    changed.setColor(QPalette::WindowText, color);
    setPalette(changed);
}

void PlainLabel::setMuted()
{
    m_isMuted = true;
    setTone(tonesOf(palette()).muted);
}

void PlainLabel::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    // Setting the tone is a change of the palette as well: only another colour is one to follow.
    if (m_isMuted && event->type() == QEvent::PaletteChange &&
        palette().color(QPalette::WindowText) != tonesOf(palette()).muted)
        setTone(tonesOf(palette()).muted);
}

} // namespace gatehouse::widgets
