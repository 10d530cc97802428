// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

namespace gatehouse::widgets {

class PlainLabel;

/// What stands where there is nothing to show: what this place is for, and what brings something here.
class EmptyState final : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString& title, const QString& sentence, QWidget* parent = nullptr);

    void setTexts(const QString& title, const QString& sentence);

private:
    PlainLabel* m_title;
    PlainLabel* m_sentence;
};

} // namespace gatehouse::widgets
