// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/shape_icon.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

#include <cmath>

// Q_INIT_RESOURCE must stand outside every namespace.
static void keepIcons()
{
    Q_INIT_RESOURCE(gatehouse_icons);
}

namespace gatehouse::widgets {
namespace {

QByteArray drawing(const QString& name, const QColor& ink)
{
    keepIcons();
    QFile file(QStringLiteral(":/gatehouse/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    auto svg = file.readAll();
    // Every drawing has one ink; what is meant to be of another colour says so itself.
    return svg.replace("currentColor", ink.name().toLatin1());
}

} // namespace

QPixmap shapePixmap(const QString& name, int size, const QColor& ink, double devicePixelRatio)
{
    const int pixels = static_cast<int>(std::lround(size * devicePixelRatio));
    QPixmap pixmap(pixels, pixels);
    pixmap.fill(Qt::transparent);
    QSvgRenderer renderer(drawing(name, ink));
    QPainter painter(&pixmap);
    renderer.render(&painter);
    painter.end();
    pixmap.setDevicePixelRatio(devicePixelRatio);
    return pixmap;
}

QIcon shapeIcon(const QString& name, const QColor& ink)
{
    QIcon icon;
    for (const int size : {16, 22, 24, 32, 48, 64, 128})
        icon.addPixmap(shapePixmap(name, size, ink));
    return icon;
}

QIcon applicationIcon()
{
    return shapeIcon(QStringLiteral("gatehouse"), QColor(0xff16607a));
}

QString cardShapeName(models::CardClass cardClass)
{
    switch (cardClass) {
    case models::CardClass::NewServer:
        return QStringLiteral("card-new");
    case models::CardClass::Changed:
        return QStringLiteral("card-changed");
    case models::CardClass::Dangerous:
        return QStringLiteral("card-dangerous");
    case models::CardClass::Call:
        return QStringLiteral("card-call");
    }
    return {};
}

} // namespace gatehouse::widgets
