// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

#include <string>

namespace gatehouse::tests {

/// Runs git in a folder, with nobody's configuration.
inline bool git(const std::string& folder, const QStringList& arguments)
{
    QProcess process;
    auto environment = QProcessEnvironment();
    environment.insert(QStringLiteral("PATH"), qEnvironmentVariable("PATH"));
    environment.insert(QStringLiteral("HOME"), QString::fromStdString(folder));
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(QString::fromStdString(folder));
    process.start(QStringLiteral("git"),
        QStringList{QStringLiteral("-c"), QStringLiteral("user.name=t"), QStringLiteral("-c"),
            QStringLiteral("user.email=t@example.org")} +
            arguments);
    return process.waitForFinished() && process.exitCode() == 0;
}

} // namespace gatehouse::tests
