// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/card_summary.h"

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

namespace gatehouse::widgets {

/// One of the drawings of resources/icons ("state-protected"), drawn in `ink`, at `size` pixels. States
/// differ by shape, so that no ink is needed to tell them apart.
QPixmap shapePixmap(const QString& name, int size, const QColor& ink, double devicePixelRatio = 1.0);

/// The same at the sizes that trays and windows ask for.
QIcon shapeIcon(const QString& name, const QColor& ink);

/// The application's own icon.
QIcon applicationIcon();

QString cardShapeName(models::CardClass cardClass);

} // namespace gatehouse::widgets
