// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/roomy_delegate.h"

namespace gatehouse::pages {

/// Puts a sign before the state, one shape for each, so that the list can be read without colours.
class CatalogStateDelegate final : public widgets::RoomyDelegate {
public:
    using RoomyDelegate::RoomyDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

} // namespace gatehouse::pages
