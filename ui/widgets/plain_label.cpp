// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/plain_label.h"

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

} // namespace gatehouse::widgets
