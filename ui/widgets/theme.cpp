// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QFontDatabase>

namespace gatehouse::widgets {
namespace {

struct Ground {
    QRgb window;
    QRgb base;
    QRgb alternate;
    QRgb button;
    QRgb text;
    QRgb muted;
    QRgb highlight;
    QRgb highlightedText;
    QRgb link;
};

constexpr Ground kLight{0xfff4f5f6, 0xffffffff, 0xfff8f9fa, 0xfffbfbfc, 0xff1c2126, 0xff5b6570, 0xff1f6f8b,
    0xffffffff, 0xff16607a};
constexpr Ground kDark{0xff1f2327, 0xff171a1d, 0xff1c2024, 0xff2b3036, 0xffe6e9ec, 0xffa3adb7, 0xff2f86a3,
    0xffffffff, 0xff79c4dc};

const Ground& groundOf(Appearance appearance)
{
    return appearance == Appearance::Dark ? kDark : kLight;
}

} // namespace

QPalette paletteOf(Appearance appearance)
{
    const auto& ground = groundOf(appearance);
    QPalette palette;
    const auto set = [&palette](
                         QPalette::ColorRole role, QRgb color) { palette.setColor(role, QColor(color)); };
    set(QPalette::Window, ground.window);
    set(QPalette::WindowText, ground.text);
    set(QPalette::Base, ground.base);
    set(QPalette::AlternateBase, ground.alternate);
    set(QPalette::Text, ground.text);
    set(QPalette::Button, ground.button);
    set(QPalette::ButtonText, ground.text);
    set(QPalette::ToolTipBase, ground.base);
    set(QPalette::ToolTipText, ground.text);
    set(QPalette::PlaceholderText, ground.muted);
    set(QPalette::Highlight, ground.highlight);
    set(QPalette::HighlightedText, ground.highlightedText);
    set(QPalette::Link, ground.link);
    const QColor button(ground.button);
    const bool isDark = appearance == Appearance::Dark;
    palette.setColor(QPalette::Light, isDark ? button.lighter(125) : QColor(Qt::white));
    palette.setColor(QPalette::Midlight, isDark ? button.lighter(112) : QColor(0xffeceef0));
    palette.setColor(QPalette::Mid, isDark ? button.lighter(135) : QColor(0xffc3c9cf));
    palette.setColor(QPalette::Dark, isDark ? button.darker(150) : QColor(0xff9aa3ac));
    palette.setColor(QPalette::Shadow, isDark ? QColor(Qt::black) : QColor(0xff6b747d));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        QColor faded(ground.muted);
        faded.setAlpha(isDark ? 150 : 170);
        palette.setColor(QPalette::Disabled, role, faded);
    }
    return palette;
}

Appearance appearanceOf(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < 128 ? Appearance::Dark : Appearance::Light;
}

Tones tonesOf(const QPalette& palette)
{
    if (appearanceOf(palette) == Appearance::Dark)
        return {QColor(0xff79c4dc), QColor(0xfff0b74a), QColor(0xffff8a80), QColor(0xff7fd19b),
            QColor(0xffa3adb7), QColor(0xff3b4249), QColor(0xff3a2f17), QColor(0xff431f1f),
            QColor(0xff1b333c)};
    return {QColor(0xff16607a), QColor(0xff8a5300), QColor(0xffb3261e), QColor(0xff1e6b3a),
        QColor(0xff5b6570), QColor(0xffd5dade), QColor(0xfffdf0d8), QColor(0xfffce4e2), QColor(0xffe1f0f5)};
}

void applyTheme(QApplication& application, Appearance appearance)
{
    QApplication::setStyle(QStringLiteral("Fusion"));
    application.setPalette(paletteOf(appearance));
}

QFont scaledFont(double scale, bool isBold)
{
    QFont font = QApplication::font();
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * scale);
    else
        font.setPixelSize(static_cast<int>(font.pixelSize() * scale));
    font.setBold(isBold);
    return font;
}

QFont monospaceFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (QApplication::font().pointSizeF() > 0)
        font.setPointSizeF(QApplication::font().pointSizeF());
    return font;
}

} // namespace gatehouse::widgets
