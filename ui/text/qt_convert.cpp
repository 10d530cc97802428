// SPDX-License-Identifier: Apache-2.0
#include "ui/text/qt_convert.h"

namespace gatehouse::text {

QString toQString(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

std::string toUtf8(QStringView text)
{
    return text.toUtf8().toStdString();
}

} // namespace gatehouse::text
