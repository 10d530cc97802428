// SPDX-License-Identifier: Apache-2.0
#include "ui/tray/tray_icon.h"
#include "ui/widgets/shape_icon.h"

#include <QImage>
#include <QSignalSpy>
#include <QTest>

using namespace gatehouse;
using tray::TrayState;

namespace {

/// What of a shape is inked, whatever the colour.
QImage silhouette(TrayState state)
{
    return widgets::shapePixmap(tray::shapeOf(state), 22, Qt::black)
        .toImage()
        .convertToFormat(QImage::Format_Alpha8);
}

} // namespace

class TestTrayIcon : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void worksWithoutATray();
    void statesDifferByShapeAlone();
};

void TestTrayIcon::worksWithoutATray()
{
    tray::TrayIcon icon;

    icon.setSituation({2, 1, 0, 0, {}});
    icon.setSituation({0, 1, 0, 0, QStringLiteral("disk full")});

    QVERIFY(!tray::TrayIcon::isTrayAvailable());
}

void TestTrayIcon::statesDifferByShapeAlone()
{
    const auto states = {
        TrayState::Degraded, TrayState::Attention, TrayState::NoClients, TrayState::Protected};
    for (const auto left : states) {
        QVERIFY(!silhouette(left).isNull());
        for (const auto right : states)
            QCOMPARE(silhouette(left) == silhouette(right), left == right);
    }
}

QTEST_MAIN(TestTrayIcon)
#include "tst_tray_icon.moc"
