// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/plain_label.h"
#include "ui/widgets/theme.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace gatehouse::widgets;

namespace {

double luminance(const QColor& color)
{
    const auto part = [](double value) {
        return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF());
}

/// As WCAG 2 defines it.
double contrast(const QColor& left, const QColor& right)
{
    const auto [dark, light] = std::minmax({luminance(left), luminance(right)});
    return (light + 0.05) / (dark + 0.05);
}

} // namespace

class TestTheme : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everythingReads_data();
    void everythingReads();
    void labelsReadNoMarkup();
};

void TestTheme::everythingReads_data()
{
    QTest::addColumn<bool>("isDark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestTheme::everythingReads()
{
    QFETCH(const bool, isDark);
    const auto palette = paletteOf(isDark ? Appearance::Dark : Appearance::Light);
    const auto tones = tonesOf(palette);
    constexpr double kReadable = 4.5;

    QCOMPARE(appearanceOf(palette) == Appearance::Dark, isDark);
    for (const auto ground : {QPalette::Window, QPalette::Base, QPalette::AlternateBase})
        for (const auto& ink : {palette.color(QPalette::Text), tones.muted, tones.accent, tones.attention,
                 tones.danger, tones.good}) {
            const auto ratio = contrast(ink, palette.color(ground));
            QVERIFY2(ratio >= kReadable,
                qPrintable(QStringLiteral("%1 on role %2: %3").arg(ink.name()).arg(ground).arg(ratio)));
        }
    QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 4.0);
    QVERIFY(contrast(tones.danger, tones.dangerGround) >= kReadable);
    QVERIFY(contrast(tones.muted, tones.dangerGround) >= kReadable);
    QVERIFY(contrast(palette.color(QPalette::Text), tones.attentionGround) >= kReadable);
}

void TestTheme::labelsReadNoMarkup()
{
    const PlainLabel label(QStringLiteral("<b>x</b>"));

    QCOMPARE(label.textFormat(), Qt::PlainText);
    QCOMPARE(label.text(), QStringLiteral("<b>x</b>"));
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
