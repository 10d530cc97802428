// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/input_source.h"

#include <QCoreApplication>
#include <QEvent>
#include <QTimer>
#include <QWidget>

namespace gatehouse::widgets {

InputSource::InputSource(QObject* parent)
    : QObject(parent)
{
    QCoreApplication::instance()->installEventFilter(this);
}

model::AnsweredBy InputSource::answeredBy() const
{
    return m_origin.whose(m_answeredBy);
}

bool InputSource::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::Show:
        if (auto* const widget = qobject_cast<QWidget*>(watched); widget != nullptr && widget->isWindow())
            m_origin.watch(widget->winId());
        break;
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonRelease:
    case QEvent::MouseButtonDblClick:
    case QEvent::TouchBegin:
    case QEvent::TouchEnd:
        note(model::AnsweredBy::Pointer);
        break;
    case QEvent::KeyPress:
    case QEvent::KeyRelease:
    case QEvent::Shortcut:
        note(model::AnsweredBy::Keyboard);
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

void InputSource::note(model::AnsweredBy by)
{
    m_answeredBy = by;
    // Slots run while the event is delivered; what runs after the event loop has gone round was set off by
    // something else.
    QTimer::singleShot(0, this, [this] { m_answeredBy = model::AnsweredBy::Accessibility; });
}

} // namespace gatehouse::widgets
