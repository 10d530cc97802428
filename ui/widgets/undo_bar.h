// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>

class QPushButton;

namespace gatehouse::widgets {

class PlainLabel;

/// One quiet line that says what was just decided and takes it back. It goes by itself; a newer offer
/// replaces an older one.
class UndoBar final : public QWidget {
    Q_OBJECT
public:
    explicit UndoBar(QWidget* parent = nullptr);

    /// `id` is what `undoRequested` will carry. Screen readers are told the sentence.
    void offer(const QString& id, const QString& sentence, int milliseconds);
    /// Where the offer of that id still stands: it does not hold any more.
    void withdraw(const QString& id);
    /// As if the button was pressed.
    void undo();

Q_SIGNALS:
    void undoRequested(const QString& id);

private:
    QString m_id;
    PlainLabel* m_sentence;
    QPushButton* m_button;
    QTimer m_timer;
};

} // namespace gatehouse::widgets
