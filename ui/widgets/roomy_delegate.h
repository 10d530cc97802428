// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

namespace gatehouse::widgets {

/// Rows with some air between them.
class RoomyDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        constexpr int kAir = 8;
        return QStyledItemDelegate::sizeHint(option, index) + QSize(0, kAir);
    }
};

} // namespace gatehouse::widgets
