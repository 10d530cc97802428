// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/card_summary.h"

#include <QWidget>

namespace gatehouse::widgets {
class PlainLabel;
}

namespace gatehouse::approvals {

/// The top of a card. The three classes differ in what they look like, not in colour alone: a new server has
/// a round sign and a quiet ground, a changed one two sheets and a broken line below, a dangerous one an
/// octagon on a full band with stripes.
class CardHeader final : public QWidget {
    Q_OBJECT
public:
    explicit CardHeader(QWidget* parent = nullptr);

    /// What goes before whatever the class says: lists say that it does harm; two servers bring one name.
    enum class Why { OfItsClass, KnownToDoHarm, Contest };
    void show(models::CardClass cardClass, const QString& title, const QString& asker, Why why);
    /// The card can not be answered any more: everything turns grey.
    void setFaded(bool isFaded);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void dress();
    static QString kindText(models::CardClass cardClass);

    models::CardClass m_class = models::CardClass::NewServer;
    bool m_isFaded = false;
    widgets::PlainLabel* m_kind;
    widgets::PlainLabel* m_title;
    widgets::PlainLabel* m_asker;
};

} // namespace gatehouse::approvals
