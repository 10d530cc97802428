// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/decision_button.h"

#include "ui/text/choice_text.h"
#include "ui/widgets/arming.h"

#include <QFocusEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QStyleOptionButton>
#include <QStylePainter>

namespace gatehouse::widgets {

using model::AnsweredBy;
using model::Choice;

DecisionButton::DecisionButton(Choice choice, const Arming& arming, QWidget* parent)
    : QPushButton(text::choiceLabel(choice), parent)
    , m_choice(choice)
    , m_arming(arming)
{
    setAutoDefault(false);
    setDefault(false);
    setFocusPolicy(Qt::TabFocus); // a click leaves the focus where it is
    setAccessibleName(text());
    connect(this, &QPushButton::clicked, this, [this] {
        // Assistive technology presses without any event; it, too, waits until the card has been there for a
        // while.
        if (m_by != AnsweredBy::Accessibility || m_arming.isArmed() || m_choice == Choice::NotNow)
            Q_EMIT decided(m_choice, m_by);
    });
}

void DecisionButton::setLive(bool isLive)
{
    m_isLive = isLive;
    update();
}

QSize DecisionButton::sizeHint() const
{
    constexpr int kHeight = 34;
    constexpr int kSides = 14;
    return {
        fontMetrics().horizontalAdvance(text()) + 2 * kSides, std::max(kHeight, fontMetrics().height() + 14)};
}

void DecisionButton::mousePressEvent(QMouseEvent* event)
{
    if (m_choice == Choice::NotNow || m_arming.isArmedForPress())
        QPushButton::mousePressEvent(event);
    else
        event->accept();
}

void DecisionButton::mouseReleaseEvent(QMouseEvent* event)
{
    if (!isDown()) {
        event->accept();
        return;
    }
    m_by = AnsweredBy::Pointer;
    QPushButton::mouseReleaseEvent(event);
    m_by = AnsweredBy::Accessibility;
}

// The second half of a double click is never a decision: it was meant for what stood here before.
void DecisionButton::mouseDoubleClickEvent(QMouseEvent* event)
{
    event->accept();
}

bool DecisionButton::isReachedByTab() const
{
    return hasFocus() && m_focusedByTab.isValid() && m_focusedByTab.elapsed() >= kDeadMilliseconds &&
        m_arming.isArmed();
}

void DecisionButton::keyPressEvent(QKeyEvent* event)
{
    const bool isSpace = event->key() == Qt::Key_Space && !event->isAutoRepeat();
    if (isSpace && isReachedByTab()) {
        setDown(true);
        event->accept();
        return;
    }
    const int key = event->key();
    if (key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Select)
        event->accept();
    else
        QPushButton::keyPressEvent(event);
}

void DecisionButton::keyReleaseEvent(QKeyEvent* event)
{
    event->accept();
    if (event->key() != Qt::Key_Space || event->isAutoRepeat() || !isDown())
        return;
    setDown(false);
    if (isReachedByTab())
        Q_EMIT decided(m_choice, AnsweredBy::Keyboard);
}

void DecisionButton::focusInEvent(QFocusEvent* event)
{
    if (event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason)
        m_focusedByTab.start();
    else
        m_focusedByTab.invalidate();
    QPushButton::focusInEvent(event);
    Q_EMIT considered(m_choice);
}

void DecisionButton::enterEvent(QEnterEvent* event)
{
    QPushButton::enterEvent(event);
    Q_EMIT considered(m_choice);
}

void DecisionButton::paintEvent(QPaintEvent*)
{
    QStylePainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    if (!m_isLive && m_choice != Choice::NotNow)
        option.state &= ~(QStyle::State_Enabled | QStyle::State_MouseOver);
    painter.drawControl(QStyle::CE_PushButton, option);
}

} // namespace gatehouse::widgets
