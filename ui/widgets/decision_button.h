// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"

#include <QElapsedTimer>
#include <QPushButton>

namespace gatehouse::widgets {

class Arming;

/// A button that decides only when it is meant: Enter never presses it, Space only after the focus was
/// brought to it by Tab and stood there for the dead time, a click only while armed at its press. Tells by
/// what it was pressed.
class DecisionButton final : public QPushButton {
    Q_OBJECT
public:
    DecisionButton(model::Choice choice, const Arming& arming, QWidget* parent = nullptr);

    model::Choice choice() const { return m_choice; }
    /// Drawn as not live; input is judged by the Arming itself.
    void setLive(bool isLive);

    QSize sizeHint() const override;

Q_SIGNALS:
    void decided(gatehouse::model::Choice choice, gatehouse::model::AnsweredBy by);
    /// Pointed at or focused: what it would do is wanted.
    void considered(gatehouse::model::Choice choice);

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    bool isReachedByTab() const;

    model::Choice m_choice;
    const Arming& m_arming;
    QElapsedTimer m_focusedByTab;
    model::AnsweredBy m_by = model::AnsweredBy::Accessibility;
    bool m_isLive = false;
};

} // namespace gatehouse::widgets
