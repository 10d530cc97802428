// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

class QApplication;

namespace gatehouse::widgets {

enum class Appearance { Light, Dark };

/// The few colours that mean something. Each reads at 4.5:1 or better on the window's and on the text field's
/// ground.
struct Tones {
    QColor accent;
    QColor attention;
    QColor danger;
    QColor good;
    QColor muted; ///< captions and hints
    QColor line;  ///< borders
    QColor attentionGround;
    QColor dangerGround;
    QColor accentGround;
};

QPalette paletteOf(Appearance appearance);
Appearance appearanceOf(const QPalette& palette);
Tones tonesOf(const QPalette& palette);
/// Fusion, with the palette of that appearance.
void applyTheme(QApplication& application, Appearance appearance);

/// The application's font, `scale` times as large.
QFont scaledFont(double scale, bool isBold = false);
QFont monospaceFont();

} // namespace gatehouse::widgets
