// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/programs.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <initializer_list>

namespace gatehouse::desktop {
namespace {

std::string firstThatRuns(std::initializer_list<QString> paths)
{
    const auto folder = QCoreApplication::applicationDirPath();
    for (const auto& path : paths) {
        const QFileInfo file(folder + QLatin1Char('/') + path);
        if (file.isFile() && file.isExecutable())
            return file.canonicalFilePath().toStdString();
    }
    return {};
}

} // namespace

Programs findPrograms()
{
    Programs programs;
    programs.self = QFileInfo(QCoreApplication::applicationFilePath()).canonicalFilePath().toStdString();
    programs.commandLine =
        firstThatRuns({QStringLiteral("gatehouse-cli"), QStringLiteral("../cli/gatehouse-cli")});
    programs.wrapper = firstThatRuns({QStringLiteral("gatehouse-wrap"),
        QStringLiteral("../lib/gatehouse/gatehouse-wrap"), QStringLiteral("../wrap/gatehouse-wrap")});
    return programs;
}

} // namespace gatehouse::desktop
