// SPDX-License-Identifier: Apache-2.0
#include "ui/pages/catalog_state_delegate.h"

#include "core/model/rows.h"
#include "ui/models/catalog_model.h"
#include "ui/widgets/theme.h"

#include <utility>

namespace gatehouse::pages {

using model::ServerState;
using models::CatalogModel;

void CatalogStateDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const auto state = index.siblingAtColumn(0).data(CatalogModel::StateRole);
    if (index.column() != CatalogModel::State)
        return;
    if (index.siblingAtColumn(0).data(CatalogModel::WithheldRole).toBool()) {
        option->palette.setColor(QPalette::Text, widgets::tonesOf(option->palette).attention);
        option->text = QStringLiteral("◆  ") + option->text;
    }
    if (!state.isValid())
        return;
    const auto tones = widgets::tonesOf(option->palette);
    const auto [sign, tone] = [&]() -> std::pair<QString, QColor> {
        switch (static_cast<ServerState>(state.toInt())) {
        case ServerState::Unguarded:
            return {QStringLiteral("○"), tones.attention};
        case ServerState::SeenNotGuarded:
            return {QStringLiteral("◌"), tones.muted};
        case ServerState::Waiting:
            return {QStringLiteral("◆"), tones.attention};
        case ServerState::Approved:
            return {QStringLiteral("✓"), tones.good};
        case ServerState::Running:
            return {QStringLiteral("▶"), tones.good};
        case ServerState::Denied:
            return {QStringLiteral("✕"), tones.danger};
        case ServerState::RunningUnguarded:
            return {QStringLiteral("▷"), tones.danger};
        case ServerState::Suspended:
            return {QStringLiteral("◆"), tones.attention};
        case ServerState::Gone:
            return {QStringLiteral("–"), tones.muted};
        }
        return {};
    }();
    option->text = QStringLiteral("%1  %2").arg(sign, option->text);
    option->palette.setColor(QPalette::Text, tone);
}

} // namespace gatehouse::pages
