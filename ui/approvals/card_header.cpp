// SPDX-License-Identifier: Apache-2.0
#include "ui/approvals/card_header.h"

#include "ui/widgets/plain_label.h"
#include "ui/widgets/shape_icon.h"
#include "ui/widgets/theme.h"

#include <QEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace gatehouse::approvals {
namespace {

using models::CardClass;

constexpr int kHeight = 92; // the same for every class, so that nothing below moves from one card to the next
constexpr int kIcon = 44;
constexpr int kMargin = 16;
constexpr int kStripe = 8;

QColor inkOf(CardClass cardClass, const widgets::Tones& tones)
{
    switch (cardClass) {
    case CardClass::NewServer:
        return tones.accent;
    case CardClass::Changed:
    case CardClass::Call:
        return tones.attention;
    case CardClass::Dangerous:
        return tones.danger;
    }
    return tones.muted;
}

} // namespace

CardHeader::CardHeader(QWidget* parent)
    : QWidget(parent)
    , m_kind(new widgets::PlainLabel({}, this))
    , m_title(new widgets::PlainLabel({}, this))
    , m_asker(new widgets::PlainLabel({}, this))
{
    setFixedHeight(kHeight);
    m_kind->setFont(widgets::scaledFont(0.85, true));
    m_title->setFont(widgets::scaledFont(1.3, true));
    for (auto* label : {m_kind, m_title, m_asker})
        label->setWordWrap(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin + kIcon + 14, 10, kMargin, 12);
    layout->setSpacing(2);
    layout->addStretch();
    layout->addWidget(m_kind);
    layout->addWidget(m_title);
    layout->addWidget(m_asker);
    layout->addStretch();
}

QString CardHeader::kindText(CardClass cardClass)
{
    switch (cardClass) {
    case CardClass::NewServer:
        return tr("NEW SERVER");
    case CardClass::Changed:
        return tr("CHANGED SINCE YOU APPROVED IT");
    case CardClass::Dangerous:
        return tr("LOOK CLOSELY: THIS CAN DO ANYTHING YOU CAN");
    case CardClass::Call:
        return tr("ONE CALL NEEDS YOUR ANSWER");
    }
    return {};
}

void CardHeader::show(CardClass cardClass, const QString& title, const QString& asker, Why why)
{
    m_class = cardClass;
    m_kind->setText(why == Why::KnownToDoHarm ? tr("KNOWN TO DO HARM")
            : why == Why::Contest             ? tr("ONE NAME, TWO SERVERS")
                                              : kindText(cardClass));
    const int room = parentWidget() == nullptr ? 500 : parentWidget()->width() - kIcon - 3 * kMargin;
    m_title->setText(m_title->fontMetrics().elidedText(title, Qt::ElideMiddle, room));
    m_title->setToolTip(title);
    m_asker->setText(m_asker->fontMetrics().elidedText(asker, Qt::ElideMiddle, room));
    m_asker->setToolTip(asker);
    setAccessibleName(QStringLiteral("%1. %2. %3").arg(m_kind->text(), title, asker));
    dress();
}

void CardHeader::setFaded(bool isFaded)
{
    m_isFaded = isFaded;
    dress();
}

void CardHeader::dress()
{
    const auto tones = widgets::tonesOf(window()->palette());
    m_kind->setTone(m_isFaded ? tones.muted : inkOf(m_class, tones));
    m_title->setTone(m_isFaded ? tones.muted : window()->palette().color(QPalette::WindowText));
    m_asker->setTone(tones.muted);
    update();
}

void CardHeader::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

void CardHeader::paintEvent(QPaintEvent*)
{
    const auto tones = widgets::tonesOf(window()->palette());
    const auto ink = m_isFaded ? tones.muted : inkOf(m_class, tones);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_class == CardClass::Dangerous && !m_isFaded) {
        painter.fillRect(rect(), tones.dangerGround);
        painter.setClipRect(0, 0, width(), kStripe);
        painter.fillRect(0, 0, width(), kStripe, ink);
        painter.setPen(QPen(tones.dangerGround, 5));
        for (int x = -kStripe; x < width() + kStripe; x += 2 * kStripe)
            painter.drawLine(x, kStripe + 2, x + kStripe + 4, -2);
        painter.setClipping(false);
    } else {
        painter.fillRect(rect(), window()->palette().color(QPalette::Window));
    }
    painter.setPen(
        QPen(m_class == CardClass::NewServer ? tones.line : ink, m_class == CardClass::NewServer ? 1 : 2,
            m_class == CardClass::Changed ? Qt::DashLine : Qt::SolidLine));
    painter.drawLine(0, height() - 1, width(), height() - 1);
    const auto icon = widgets::shapePixmap(widgets::cardShapeName(m_class), kIcon, ink, devicePixelRatioF());
    painter.drawPixmap(kMargin, (height() - kIcon) / 2, icon);
}

} // namespace gatehouse::approvals
