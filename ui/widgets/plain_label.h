// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>

namespace gatehouse::widgets {

/// A label that never reads its text as mark-up and never opens anything. Wraps.
class PlainLabel final : public QLabel {
    Q_OBJECT
public:
    explicit PlainLabel(const QString& text = {}, QWidget* parent = nullptr);

    void setTone(const QColor& color);
    /// The tone of captions and hints, whatever the appearance is or becomes.
    void setMuted();

protected:
    void changeEvent(QEvent* event) override;

private:
    bool m_isMuted = false;
};

} // namespace gatehouse::widgets
